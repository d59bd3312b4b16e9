// Owns following a broadcast that goes on: the server's figures take the place of those on the page as they change.
// Where no stream can be had, the page goes on refreshing itself as it does without scripts.
const place = document.querySelector('[data-live]');

function follow() {
  const source = new EventSource(place.dataset.live);
  source.addEventListener('progress', (event) => {
    const shown = new DOMParser().parseFromString(event.data, 'text/html');
    place.replaceChildren(...shown.body.childNodes);
  });
  // What comes next on the page depends on the state, such as its buttons: the server shows all of it anew.
  source.addEventListener('over', () => {
    source.close();
    location.reload();
  });
  source.addEventListener('left', () => {
    source.close();
    location.assign('/console/sign-in');
  });
}

if (place) follow();
