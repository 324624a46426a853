/*
 * What bodies have: places to wear things in, and skills.
 */
#ifndef BODY_H
#define BODY_H

#define SLOT_HAND       "hand"
#define SLOT_SHIELD     "shield"
#define SLOT_HEAD       "head"
#define SLOT_NECK       "neck"
#define SLOT_BODY       "body"
#define SLOT_CLOAK      "cloak"
#define SLOT_HANDS      "hands"
#define SLOT_FEET       "feet"

#define ALL_SLOTS       ({ SLOT_HAND, SLOT_SHIELD, SLOT_HEAD, SLOT_NECK, SLOT_BODY, SLOT_CLOAK, SLOT_HANDS, SLOT_FEET })

#define SKILL_BLADES    "blades"
#define SKILL_CLUBS     "clubs"
#define SKILL_SPEARS    "spears"
#define SKILL_BRAWLING  "brawling"
#define SKILL_DEFENCE   "defence"

#define ALL_SKILLS      ({ SKILL_BLADES, SKILL_CLUBS, SKILL_SPEARS, SKILL_BRAWLING, SKILL_DEFENCE })

#endif
