// Owns refreshing the preview of a broadcast while it is being written; without it a button of the form does the same.
const form = document.querySelector('.compose form');
const pauseMs = 700;
let timer;
let asked = 0;

/** What is typed now, without files: they are kept only when a person sends the form. */
function typed() {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.set('step', 'look');
  return data;
}

/** Puts the server's preview in place; an answer that is not the newest, or no preview, changes nothing. */
async function refresh() {
  const mine = ++asked;
  try {
    const answer = await fetch(form.action, { method: 'POST', body: typed(), redirect: 'error' });
    if (!answer.ok || mine !== asked) return;
    const shown = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (mine !== asked) return;
    for (const id of ['preview-body', 'preview-status']) {
      const [here, there] = [document.getElementById(id), shown.getElementById(id)];
      if (here && there && here.innerHTML !== there.innerHTML) here.replaceChildren(...there.childNodes);
    }
  } catch {
    // No connection: what stands there stays, and the next letter typed asks again.
  }
}

form?.addEventListener('input', (event) => {
  if (event.target instanceof HTMLInputElement && event.target.type === 'file') return;
  clearTimeout(timer);
  timer = setTimeout(refresh, pauseMs);
});
