// The live line: one WebSocket, asked in the imperative, answered with an acknowledgement within eight seconds.
// When it is lost it is opened again at a moment that chance decides: two hundred tablets that lost it together must not
// come back together, and one that is alone must not wait.
const PATIENCE = 8000; // milliseconds, as all here
const OPENING = 10000;
const FIRST_TRY = 800; // at most
const NEXT_TRIES = [2000, 4000, 8000, 16000, 30000]; // at most, and at least the half
const STEADY = 10000; // a line that stood shorter than this does not count as opened

function untilTry(tries) {
  if (!tries) return Math.random() * FIRST_TRY;
  return NEXT_TRIES[Math.min(tries, NEXT_TRIES.length) - 1] * (0.5 + Math.random() / 2);
}

export function openLine(library) {
  const listeners = [];
  let socket = null;
  let tries = 0;
  let timer = null;
  let openedAt = 0;

  async function load(times = 0) {
    let io;
    try {
      ({ io } = await import(times ? `${library}?${times}` : library)); // a module that did not come is not asked for twice
    } catch {
      setTimeout(load, untilTry(times + 1), times + 1);
      return;
    }
    socket = io({ transports: ["websocket"], reconnection: false, timeout: OPENING });
    listeners.forEach(([event, heard]) => socket.on(event, heard));
    socket.on("connect", () => (openedAt = Date.now()));
    socket.on("connect_error", again);
    socket.on("disconnect", (why) => {
      if (Date.now() - openedAt > STEADY) tries = 0;
      if (why !== "io server disconnect") again();
    });
  }

  function again() {
    clearTimeout(timer);
    timer = setTimeout(() => socket.connect(), untilTry(tries));
    tries += 1;
  }

  load();
  return {
    on: (event, heard) => (socket ? socket.on(event, heard) : listeners.push([event, heard])),
    get connected() {
      return Boolean(socket?.connected);
    },
    /** The acknowledgement, or null when none came: then it is not known whether the server got it. */
    ask(event, payload) {
      if (!socket?.connected) return Promise.resolve(null);
      return new Promise((resolve) => {
        socket.timeout(PATIENCE).emit(event, payload, (late, answer) => resolve(late ? null : answer));
      });
    },
    /** The net is there again: what the tries before taught does not hold any more. */
    hurry() {
      if (!socket || socket.connected) return;
      tries = 0;
      again();
    },
    /** The server answers elsewhere but not on this line: it is only half there. */
    renew() {
      tries = 0;
      socket.disconnect();
    },
  };
}
