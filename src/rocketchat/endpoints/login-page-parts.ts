/** The script and the style of the login page. The page's policy names them by their digests. */

/**
 * Asks every 5 s where the login stands, and shows it. It takes texts as texts, and an address only where it is that of a
 * PNG which stands in it.
 */
export const SCRIPT = `(function () {
'use strict';
var byId = function (id) { return document.getElementById(id); };
var card = byId('card');
var until = Date.now() + Number(card.dataset.left);
var ended = card.dataset.ends === 'true';
var heading = document.title.slice(document.title.lastIndexOf(' \\u2013 '));
function put(id, text) {
  var node = byId(id);
  if (node.textContent !== text) node.textContent = text;
}
function show(step) {
  ended = step.ends;
  card.dataset.kind = step.kind;
  put('title', step.title);
  put('words', step.words);
  put('code', step.code || '');
  byId('code').hidden = !step.code;
  var hasPicture = /^data:image\\/png;base64,/.test(step.picture || '');
  var picture = byId('picture');
  if (hasPicture && picture.src !== step.picture) picture.src = step.picture;
  if (!hasPicture) picture.removeAttribute('src');
  byId('frame').hidden = byId('renews').hidden = !hasPicture;
  byId('left').hidden = ended;
  document.title = step.title + heading;
}
function expire() {
  show({ kind: 'expired', title: card.dataset.expiredTitle, words: card.dataset.expired, ends: true });
}
function count() {
  if (ended) return;
  var left = until - Date.now();
  if (left <= 0) { expire(); return; }
  var seconds = Math.floor(left / 1000);
  put('time', Math.floor(seconds / 60) + ':' + ('0' + seconds % 60).slice(-2));
  setTimeout(count, 1000);
}
function ask() {
  if (ended) return;
  fetch(location.pathname + location.search + '&state=1', { credentials: 'omit', cache: 'no-store' })
    .then(function (answer) {
      if (answer.status === 410) { expire(); return; }
      if (answer.status === 403 || answer.status === 404) { location.reload(); return; }
      if (!answer.ok) throw new Error();
      return answer.json().then(function (step) { if (!ended) show(step); });
    })
    .catch(function () { if (!ended) put('words', card.dataset.offline); })
    .then(function () { setTimeout(ask, 5000); });
}
setTimeout(count, 1000);
setTimeout(ask, 5000);
})();`;

export const STYLE = `:root { color-scheme: light dark; --page: #f4f5f7; --card: #ffffff; --text: #1f2329; --soft: #5c6470; --line: #dfe3e8; --mark: #156ff5; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171b; --card: #1f242a; --text: #f2f4f6; --soft: #a9b1bc; --line: #343b44; --mark: #6ba3ff; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 16px; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { position: relative; overflow: hidden; width: 100%; max-width: 26rem; padding: 28px 24px 16px; border: 1px solid var(--line); border-radius: 12px; background: var(--card); text-align: center; }
main::before { content: ""; position: absolute; inset: 0 0 auto; height: 4px; background: var(--mark); }
main[data-kind="linked"] { --mark: #1d9a5b; }
main[data-kind="refused"], main[data-kind="expired"] { --mark: #d9534f; }
h1 { margin: 4px 0 12px; font-size: 1.5rem; line-height: 1.25; text-wrap: balance; }
main[data-kind="linked"] h1::before { content: "\\2713"; display: block; width: 64px; height: 64px; margin: 8px auto 16px; border-radius: 50%; background: var(--mark); color: #ffffff; font-size: 36px; line-height: 64px; }
p { margin: 0 0 16px; overflow-wrap: anywhere; text-wrap: pretty; }
.heading, .note { color: var(--soft); font-size: 0.875rem; }
.heading { margin-bottom: 8px; }
.note { margin-bottom: 4px; }
.picture { width: fit-content; max-width: 100%; margin: 0 auto 16px; padding: 8px; border-radius: 12px; background: #ffffff; box-shadow: 0 0 0 1px var(--line); }
.picture img { display: block; width: 264px; max-width: 100%; height: auto; image-rendering: pixelated; }
#code { margin: 8px 0 16px; font: 700 2rem/1.3 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; letter-spacing: 0.08em; user-select: all; }
#time { font-variant-numeric: tabular-nums; }
@media (max-width: 480px) { body { place-items: start center; } main { padding: 20px 16px 8px; } }`;
