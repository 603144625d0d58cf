// For the page that one comes to after signing out.
import { forgetDrafts } from "./draft.js";

forgetDrafts();
