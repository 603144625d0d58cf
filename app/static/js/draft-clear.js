// For the pages that one comes to after signing out and in: what others did not send is nobody's business here.
import { draftsOf, forgetDrafts } from "./draft.js";

const mine = document.querySelector("[data-me]")?.dataset.me;
forgetDrafts(mine && draftsOf(mine));
