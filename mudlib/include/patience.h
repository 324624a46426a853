/* How long the library waits for people, in seconds. */
#ifndef PATIENCE_H
#define PATIENCE_H

/* From connecting to being somebody. */
#define LOGIN_PATIENCE  120
/* A body whose connection was lost stands there for so long. */
#define LINK_PATIENCE   600
/* A player who types nothing for so long is led out; wizards are not. */
#define IDLE_PATIENCE   1800
/* Between two saves of a body, and two looks at how idle it is. */
#define SAVE_INTERVAL   300

#endif
