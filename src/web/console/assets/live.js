// Owns following a broadcast that goes on: the server's figures take the place of those on the page as they change.
// Where no stream can be had, the page goes on refreshing itself as it does without scripts.
const place = document.querySelector('[data-live]');
let touched = false;

/** The server shows the whole page anew, with the buttons of its new state; never over what somebody has begun to type. */
function showAnew() {
  if (!touched) location.reload();
}

function follow() {
  const source = new EventSource(place.dataset.live);
  source.addEventListener('progress', (event) => {
    const shown = new DOMParser().parseFromString(event.data, 'text/html');
    place.replaceChildren(...shown.body.childNodes);
  });
  source.addEventListener('changed', showAnew);
  source.addEventListener('over', () => {
    source.close();
    showAnew();
  });
  source.addEventListener('left', () => {
    source.close();
    location.assign('/console/sign-in');
  });
}

document.addEventListener('input', () => {
  touched = true;
});
if (place) follow();
