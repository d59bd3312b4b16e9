// Owns the live chat in the browser: sends what a person writes or presses, shows the answers, asks now and then what
// waits. All words come from the page; texts are shown as text only. Without this script the page's forms do the same.
import { linkParts } from './links.js';

const pollMs = 30_000;
const mostKept = 60;

const root = document.getElementById('chat');
const log = document.getElementById('chat-log');
const status = document.getElementById('chat-status');
const form = document.getElementById('chat-form');
const input = document.getElementById('chat-text');
const { source, you, bot, waiting, failed, newTab } = root.dataset;

/** Storage may be switched off or closed to framed pages; the chat then lasts as long as the page. */
function openDrawer(find) {
  const memory = new Map();
  return {
    read(key) {
      try {
        return find().getItem(key);
      } catch {
        return memory.get(key) ?? null;
      }
    },
    write(key, value) {
      memory.set(key, value);
      try {
        find().setItem(key, value);
      } catch {
        // Kept in memory only.
      }
    },
  };
}

const lasting = openDrawer(() => localStorage);
/** What was said is kept for this tab alone: a computer in a library or a school has many users. */
const passing = openDrawer(() => sessionStorage);
const sessionKey = 'uchast.session';
const saidKey = 'uchast.said';
const sourceKey = 'uchast.source';

function readSaid() {
  try {
    return JSON.parse(passing.read(saidKey) ?? '[]');
  } catch {
    return [];
  }
}

function keep(message) {
  passing.write(saidKey, JSON.stringify([...readSaid(), message].slice(-mostKept)));
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function anchor(url, text) {
  const link = element('a', '', text);
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener';
  link.title = newTab;
  return link;
}

function bubble({ who, text }) {
  const box = element('div', `said ${who}`);
  const words = element('p', 'text');
  for (const part of linkParts(text))
    words.append(part.url === null ? part.text : anchor(part.url, part.text));
  box.append(element('p', 'who', who === 'you' ? you : bot), words);
  return box;
}

function choiceOf(choice) {
  if ('url' in choice) {
    const link = anchor(choice.url, choice.label);
    link.className = 'button quiet';
    return /^(?:https?|mailto|tel):/i.test(choice.url) ? link : element('span', '', choice.label);
  }
  const button = element('button', 'quiet', choice.label);
  button.type = 'button';
  button.addEventListener('click', () => say({ choice: choice.value }, choice.label));
  return button;
}

/** Puts one message under the others and returns it. */
function show(message) {
  const box = bubble(message);
  log.append(box);
  if (message.picture) {
    const picture = element('img', '');
    picture.src = message.picture.url;
    picture.alt = message.picture.alt;
    log.append(picture);
  }
  if (message.choices?.length > 0) {
    const choices = element('div', 'choices');
    choices.append(...message.choices.map(choiceOf));
    log.append(choices);
  }
  return box;
}

/** Adds what is new and brings its beginning into view inside the log; the page itself stays where it is. */
function add(...messages) {
  const [first] = messages.map((message) => {
    keep(message);
    return show(message);
  });
  if (first) log.scrollTop = first.offsetTop - log.offsetTop - 8;
}

/**
 * One request; the answers are shown. `again`: nothing came back that could be read, so it may be tried once more;
 * `words`: what to tell the person, where nothing was taken in.
 */
async function exchange(request) {
  const session = lasting.read(sessionKey);
  try {
    const response = await fetch('/api/chat', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(session ? { session, ...request } : request),
    });
    if (response.status === 429) return { again: false, words: (await response.json()).message };
    if (!response.ok) return { again: true, words: failed };
    const answer = await response.json();
    lasting.write(sessionKey, answer.session);
    add(...answer.replies.map(({ text, choices, picture }) => ({ who: 'bot', text, choices, picture })));
    return { again: false, words: '' };
  } catch {
    return { again: true, words: failed };
  }
}

/** One after another: answers come in the order of the questions, and two first questions don't open two sessions. */
let queue = Promise.resolve();

function inTurn(work) {
  queue = queue.then(work, work);
  return queue;
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Says something for the person; `label` is what stands in the log. Answers whether it arrived. */
function say(request, label) {
  // The same id in both tries: a message that arrived although its answer was lost is taken in once.
  const message = { ...request, id: newId() };
  if (label !== null) add({ who: 'you', text: label });
  status.textContent = waiting;
  return inTurn(async () => {
    const first = await exchange(message);
    const { words } = first.again ? await exchange(message) : first;
    status.textContent = words;
    return words === '';
  });
}

function poll() {
  if (document.visibilityState !== 'visible' || lasting.read(sessionKey) === null) return;
  inTurn(() => exchange({}));
}

root.addEventListener('submit', async (event) => {
  event.preventDefault();
  const pressed = event.submitter;
  if (pressed?.name === 'choice') return void say({ choice: pressed.value }, pressed.textContent);
  if (pressed?.name === 'text') return void say({ text: pressed.value }, pressed.textContent);
  const text = input.value.trim();
  if (text === '') return;
  input.value = '';
  const arrived = await say({ text }, text);
  // What could not be sent goes back, unless the person has begun something new.
  if (!arrived && input.value === '') input.value = text;
});

addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && parent !== window) parent.postMessage('uchast:close', '*');
});
document.addEventListener('visibilitychange', poll);
setInterval(poll, pollMs);

for (const message of readSaid()) show(message);
log.scrollTop = log.scrollHeight;
if (source && passing.read(sourceKey) !== source) {
  passing.write(sourceKey, source);
  say({ text: `/start ${source}` }, null);
} else poll();
form.dataset.live = 'true';
