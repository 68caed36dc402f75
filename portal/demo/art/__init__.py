"""Pictures for the demo site, drawn by our own code: one function per craft, each painting one canvas."""
