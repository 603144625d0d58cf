// What this page may say and sound when somebody writes: as chosen for the room, else as in all rooms.
export function openAttention({ room, own, here }) {
  const chosen = { own, here };
  return {
    get announce() {
      return chosen.here.announce || chosen.own.announce;
    },
    get sound() {
      return chosen.here.sound === null ? chosen.own.sound : chosen.here.sound;
    },
    /** Chosen on another page or tablet of the same person. */
    changed(news) {
      if (news.room === null) chosen.own = news;
      if (news.room === room) chosen.here = news;
    },
  };
}
