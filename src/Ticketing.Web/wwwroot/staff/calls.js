// Calls of the service's API: with a token where a page has one, else in the name of whoever is signed in by a cookie that no script reads.

/** An answer: its status (0: none came), its headers, and what is in it. */
export async function ask(method, path, { token, headers = {}, body, type = 'application/json', as = 'json', timeout }) {
  const sent = { Accept: as === 'json' ? 'application/json' : '*/*', ...headers };
  if (token) {
    sent.Authorization = `Bearer ${token}`;
  } else {
    // No page of another site can send this: the service looks at the cookie for it alone.
    sent['X-Session'] = '1';
  }
  if (body !== undefined) {
    sent['Content-Type'] = type;
  }
  try {
    const answer = await fetch(path, {
      method,
      headers: sent,
      body: body === undefined || type !== 'application/json' ? body : JSON.stringify(body),
      cache: 'no-store',
      credentials: token ? 'omit' : 'same-origin',
      signal: AbortSignal.timeout(timeout),
    });
    const isJson = /[/+]json\b/.test(answer.headers.get('Content-Type') ?? '');
    return { status: answer.status, headers: answer.headers, body: isJson ? await answer.json() : as === 'blob' ? await answer.blob() : {} };
  } catch {
    return { status: 0, headers: new Headers(), body: {} };
  }
}

/** What a token says of its bearer, unbelieved: the service judges it. Null: it is no token. */
export function claimsOf(text) {
  try {
    const [, payload] = text.split('.');
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0))));
    return { subject: String(claims.sub ?? ''), expires: Number(claims.exp) * 1000 || null, roles: [claims.role ?? [], claims.roles ?? []].flat().map(String) };
  } catch {
    return null;
  }
}
