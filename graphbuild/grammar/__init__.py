"""The grammar of attribution: what a cue may attribute, and to whom, by the parse."""
