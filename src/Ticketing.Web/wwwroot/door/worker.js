// The service worker: keeps the page and its files, so that it opens without network. Answers of the API are never kept here.
// `shell`, the name of this build and its files, stands in the script that imports this one.

const cacheName = `door-${shell.build}`;

self.addEventListener('install', event => {
  event.waitUntil((async () => {
    const cache = await caches.open(cacheName);
    await cache.addAll([...shell.pages, ...shell.files].map(path => new Request(path, { cache: 'reload', headers: { Accept: shell.pages.includes(path) ? 'text/html' : '*/*' } })));
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', event => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter(name => name.startsWith('door-') && name !== cacheName);
    await Promise.all(old.map(name => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) {
    return;
  }
  if (request.mode === 'navigate' && url.pathname === '/door') {
    event.respondWith(page(request, url));
  } else if (shell.files.includes(url.pathname)) {
    event.respondWith(caches.match(request.url, { ignoreVary: true }).then(kept => kept ?? fetch(request)));
  }
});

/** The newest page while there is a network that answers, else the one that is kept, in the language that was asked for if there is one. */
async function page(request, url) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(4000) });
    if (answer.ok) {
      return answer;
    }
  } catch {
    // No network.
  }
  const cache = await caches.open(cacheName);
  return await cache.match(url.pathname + url.search, { ignoreVary: true }) ?? await cache.match('/door', { ignoreVary: true }) ?? Response.error();
}
