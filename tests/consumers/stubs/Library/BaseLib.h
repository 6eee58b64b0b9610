/* EDK II's BaseLib, as far as the walk-through names it: CpuDeadLoop() is in Uefi.h. */
#include <Uefi.h>
