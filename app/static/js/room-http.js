// The room over HTTP. An answer, or null when none came: then it is not known whether the server got it.
const ANSWER_WITHIN = 8000; // milliseconds

async function answered(address, options) {
  if (navigator.onLine === false) return null; // "true" says nothing, but this is sure
  const stop = new AbortController();
  const alarm = setTimeout(() => stop.abort(), ANSWER_WITHIN);
  const headers = { Accept: "application/json" };
  try {
    const got = await fetch(address, { ...options, headers, redirect: "error", signal: stop.signal });
    if (got.status >= 500) return null; // a proxy says so while the server starts again
    const answer = await got.json(); // the sign-in page of somebody's Wi-Fi is none
    if (got.status === 429) return { ok: false, error: "too_many" };
    return typeof answer.ok === "boolean" ? answer : null;
  } catch {
    return null;
  } finally {
    clearTimeout(alarm);
  }
}

/** What was said after a message, and who sits here. */
export const askOverHttp = (data, after) => answered(`${data.asks}?efter=${after}`);

/** The form, with this message in it. */
export function sayOverHttp(form, { id, body, to }) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("client_id", id);
  fields.set("body", body);
  fields.set("till", to?.id || "");
  return answered(form.action, { method: "POST", body: fields });
}
