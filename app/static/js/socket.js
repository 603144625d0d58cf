// The live line: one WebSocket, asked in the imperative, answered with an acknowledgement within eight seconds.
const PATIENCE = 8000;

export async function openLine(library) {
  const { io } = await import(library);
  const socket = io({
    transports: ["websocket"],
    reconnectionDelay: 1000,
    reconnectionDelayMax: 30000,
    randomizationFactor: 0.5,
  });
  return {
    on: (event, heard) => socket.on(event, heard),
    get connected() {
      return socket.connected;
    },
    /** The acknowledgement, or null when none came: then it is not known whether the server got it. */
    ask(event, payload) {
      if (!socket.connected) return Promise.resolve(null);
      return new Promise((resolve) => {
        socket.timeout(PATIENCE).emit(event, payload, (late, answer) => resolve(late ? null : answer));
      });
    },
  };
}
