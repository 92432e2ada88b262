// preverified-sim's stand-in for the part of Meta's JavaScript SDK that Embedded
// Signup needs. The server calls this function with the address of its windows.
(function (windows) {
  'use strict';
  if (window.FB) return;
  const unknown = () => ({ authResponse: null, status: 'unknown' });
  const warn = (text) => console.warn(`preverified-sim: ${text}`);
  const later = (callback, answer) => callback && setTimeout(() => callback(answer));
  const nothing = () => {};
  let app;

  function mustBeFunction(callback) {
    const type = Object.prototype.toString.call(callback).slice(8, -1).toLowerCase();
    if (callback !== undefined && callback !== null && type !== 'function') {
      throw new Error(`Expression is of type ${type}, not function`);
    }
  }

  function address(options, cb) {
    const version = /^v\d+\.\d+$/.test(app.version) ? app.version : 'v23.0';
    const query = new URLSearchParams({ client_id: app.appId ?? '', display: 'popup', cb, origin: location.origin });
    for (const [name, value] of Object.entries(options)) {
      query.set(name, typeof value === 'object' ? JSON.stringify(value) : value);
    }
    return `${windows}/${version}/dialog/oauth?${query}`;
  }

  // The callback is called once: with the code that the window sends, or when the
  // window has gone without one. Messages that are under way then still arrive.
  function awaitAnswer(popup, cb, callback) {
    let watch;
    const done = (code) => {
      removeEventListener('message', hear);
      clearInterval(watch);
      callback?.(code ? { authResponse: { code }, status: 'connected' } : unknown());
    };
    const hear = (event) => {
      if (event.origin !== new URL(windows).origin || typeof event.data !== 'string') return;
      const answer = new URLSearchParams(event.data);
      if (answer.get('cb') === cb) done(answer.get('code'));
    };
    addEventListener('message', hear);
    watch = setInterval(() => {
      if (!popup.closed) return;
      clearInterval(watch);
      watch = setTimeout(done, 500);
    }, 250);
  }

  window.FB = {
    init(options) { app = { ...options }; },
    login(callback, options = {}) {
      mustBeFunction(callback);
      if (!app) {
        console.error('FB.login() called before FB.init().');
        return;
      }
      if (location.protocol === 'http:') warn('Meta refuses this page: The method FB.login can no longer be called from http pages.');
      if (options.response_type !== 'code') warn("Meta gives no code without response_type: 'code'.");
      const cb = `f${crypto.getRandomValues(new Uint32Array(2)).join('')}`;
      const popup = window.open(address(options, cb), cb, 'width=640,height=720');
      if (popup) awaitAnswer(popup, cb, callback);
      else later(callback, unknown());
    },
    getLoginStatus(callback) { later(callback, unknown()); },
    getAuthResponse: () => null,
    logout(callback) { later(callback, unknown()); },
    api(...given) { later(given.find((g) => typeof g === 'function'), { error: { message: 'preverified-sim has no FB.api', type: 'OAuthException', code: 2500 } }); },
    AppEvents: { logPageView: nothing, logEvent: nothing },
    Event: { subscribe: nothing, unsubscribe: nothing },
    XFBML: { parse: nothing },
  };
  setTimeout(() => window.fbAsyncInit?.());
})
