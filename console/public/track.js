/**
 * What visitors of a web site do, told to the house this file comes from. Before `liuke('consent', true)` nothing is
 * stored in the browser and nothing is sent; who asks not to be tracked (Global Privacy Control, Do Not Track) never is.
 * docs/tracking.md says how it is put into a page.
 */
(() => {
  const script = document.currentScript;
  const house = script ? new URL(script.src).origin : location.origin;
  const STORE = 'liuke';
  const MOST_HELD = 50;
  const SEND_AFTER_MS = 5_000;
  const RETRY_AFTER_MS = 15_000;

  const queued = (window.liuke && window.liuke.q) || [];
  const refusesTracking = navigator.globalPrivacyControl === true || navigator.doNotTrack === '1';

  let site = script && script.dataset.site;
  let visitor = null;
  let consents = false;
  let identity = null;
  let waiting = [];
  let timer = 0;
  let view = null;

  const newId = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  /** Consent given on an earlier page. Private windows and strict settings may refuse the store. */
  function remembered() {
    try {
      const known = JSON.parse(localStorage.getItem(STORE) || 'null');
      return known && typeof known.visitor === 'string' ? known.visitor : null;
    } catch {
      return null;
    }
  }

  function remember(id) {
    try {
      if (id) localStorage.setItem(STORE, JSON.stringify({ visitor: id }));
      else localStorage.removeItem(STORE);
    } catch {
      // Known for this page only.
    }
  }

  const said = (value, length) => (value === undefined || value === null ? undefined : String(value).slice(0, length));

  function hold(kind, details, id) {
    if (refusesTracking) return;
    const { page, title, seconds, feature, at, ...rest } = details || {};
    const event = {
      id: id || newId(),
      kind,
      at: at || new Date().toISOString(),
      page: said(page || location.pathname + location.search, 1000),
      title: said(title, 200) || undefined,
      seconds,
      feature: said(feature, 200) || undefined,
      ...(Object.keys(rest).length > 0 && { properties: rest }),
    };
    // A view told again with a longer stay takes the place of the shorter one.
    waiting = waiting.filter((one) => one.id !== event.id);
    waiting.push(event);
    if (waiting.length > MOST_HELD) waiting.shift();
    if (consents && !timer) timer = setTimeout(send, SEND_AFTER_MS);
  }

  function body(events) {
    return JSON.stringify({
      site,
      visitor,
      sentAt: new Date().toISOString(),
      ...(identity && { identity }),
      events,
    });
  }

  /** Plain text needs no leave to be asked for; `keepalive` lets it go on when the page is left. */
  function send() {
    clearTimeout(timer);
    timer = 0;
    if (!consents || !site || waiting.length === 0) return;
    const events = waiting.splice(0, MOST_HELD);
    fetch(`${house}/api/track`, {
      method: 'POST',
      body: body(events),
      keepalive: true,
      credentials: 'omit',
      mode: 'cors',
    })
      .then((answer) => {
        // A refusal stays one; a house that is busy or away is asked again.
        if (answer.status === 429 || answer.status >= 500) keep(events);
        return answer;
      })
      .catch(() => keep(events));
  }

  function keep(events) {
    waiting = [...events, ...waiting].slice(-MOST_HELD);
    if (!timer) timer = setTimeout(send, RETRY_AFTER_MS);
  }

  /** The last moment at which a page can be sure to be heard. */
  function sendLeaving() {
    if (!consents || !site || waiting.length === 0) return;
    const events = waiting.splice(0, MOST_HELD);
    if (!(navigator.sendBeacon && navigator.sendBeacon(`${house}/api/track`, body(events)))) keep(events);
  }

  function beginView(details) {
    endView();
    view = {
      id: newId(),
      at: new Date().toISOString(),
      page: location.pathname + location.search,
      title: document.title,
      shownMs: 0,
      since: document.visibilityState === 'visible' ? performance.now() : null,
      ...details,
    };
    tellView();
  }

  /** Only time in sight counts as dwelling. */
  function tellView() {
    if (!view) return;
    const now = performance.now();
    if (view.since !== null) {
      view.shownMs += now - view.since;
      view.since = now;
    }
    const { id, at, page, title } = view;
    hold('page_view', { at, page, title, seconds: Math.min(86_400, Math.round(view.shownMs / 1000)) }, id);
  }

  function endView() {
    tellView();
    view = null;
  }

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      if (view) view.since = performance.now();
      return;
    }
    tellView();
    if (view) view.since = null;
    sendLeaving();
  });
  addEventListener('pagehide', () => {
    tellView();
    sendLeaving();
  });

  /** Pages that change without loading: a new address is a new view. */
  const pushState = history.pushState.bind(history);
  history.pushState = (...args) => {
    const before = location.href;
    pushState(...args);
    if (location.href !== before) setTimeout(beginView, 0);
  };
  addEventListener('popstate', () => setTimeout(beginView, 0));

  const commands = {
    site: (key) => {
      site = key;
    },
    consent: (given) => {
      consents = given === true && !refusesTracking;
      if (!consents) {
        remember(null);
        visitor = null;
        identity = null;
        waiting = [];
        return;
      }
      visitor = visitor || remembered() || newId();
      remember(visitor);
      send();
    },
    identify: (externalId, signature) => {
      identity = externalId
        ? { externalId: String(externalId), ...(signature && { signature: String(signature) }) }
        : null;
      if (view) tellView();
      if (consents) send();
    },
    page: (details) => beginView(details),
    feature: (name, details) => hold('feature_use', { ...details, feature: name }),
    track: (kind, details) => hold(kind, details),
  };

  const run = (command, ...args) => commands[command] && commands[command](...args);
  window.liuke = run;

  visitor = refusesTracking ? null : remembered();
  consents = visitor !== null;
  beginView();
  for (const call of queued) run(...call);
})();
