/* Third-party assertions guard their own logic: stop, do not go on with broken state. */
#undef assert
#define assert(condition) ((condition) ? (void)0 : __builtin_trap())
