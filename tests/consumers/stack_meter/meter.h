/* What the parts of the meter's client share. */
#ifndef STACK_METER_METER_H
#define STACK_METER_METER_H

#include <morpheusnet/morpheusnet.h>

extern uint64_t meter_worst[]; /* bytes by function, in the order of names.h */
extern uint64_t meter_range;   /* bytes below the caller that are looked at */
void meter_abandon(void);

extern mnet_platform platform;
extern mnet_handoff handoff;

static inline uint64_t now(void) { return platform.counter(platform.context); }

/* Each part calls its functions; the memory is scratch. What a call returns matters where noted. */
#define MEMORY_SIZE (1024u * 1024)
extern uint8_t memory[MEMORY_SIZE];

mnet_status use_layer1(void);
mnet_status use_layers_2_to_4(void);

#endif
