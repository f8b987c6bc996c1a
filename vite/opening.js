/*
 * Runs before everything else of the page, in browsers however old: no newer syntax than ES5. Says in the
 * place of the page why there is none: what the browser lacks, what keeps its scripts from loading, or that
 * one of them did not load. TEXTS and NEEDS are put before it by vite/opening.ts.
 */
/* global TEXTS, NEEDS */
(function () {
  var root = document.documentElement;
  // That scripts run: the line about JavaScript is for where this is not set.
  root.setAttribute('data-scripts', '');

  function has(path) {
    var value = window;
    var names = path.split('.');
    for (var i = 0; i < names.length; i++) {
      value = value[names[i]];
      if (value === undefined || value === null) return false;
    }
    return true;
  }

  function whyNot() {
    if (location.protocol === 'file:') return TEXTS.asFile;
    if (window.origin === 'null') return TEXTS.sandboxed;
    var missing = NEEDS.filter(function (path) {
      return !has(path);
    });
    return missing.length ? TEXTS.lacks.split('{what}').join(missing.join(', ')) : null;
  }

  // The line is there until the page has drawn itself. A style sheet, which would hide the other one, may
  // have been kept from loading too.
  function say(text) {
    var line = document.querySelector('.opening-state');
    var other = document.querySelector('.no-scripts');
    if (other) other.parentNode.removeChild(other);
    if (line) line.textContent = text;
    else if (document.readyState === 'loading')
      document.addEventListener('DOMContentLoaded', function () {
        say(text);
      });
  }

  var why = whyNot();
  if (why) {
    // main.tsx leaves the page as it is, then.
    root.setAttribute('data-cannot-open', '');
    say(why);
    return;
  }
  // A script that cannot be fetched says so to nobody but who listens on the way down.
  window.addEventListener(
    'error',
    function (event) {
      if (event.target && event.target.tagName === 'SCRIPT') say(TEXTS.notLoaded);
      else if (event.message) say(TEXTS.failed.split('{why}').join(event.message));
    },
    true,
  );
})();
