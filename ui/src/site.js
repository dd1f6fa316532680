// What the pages do beyond links and forms. Every page works without it.
import "htmx.org";
import "./forms.js";
import "./ballot.js";
import "./drafts.js";
import "./passkeys.js";
import "./alive.js";
