/* Calls every exported function on ways through it that matter (a whole download among them) and
 * prints the deepest stack of each. */
#include "meter.h"

#include <stddef.h>

#include "names.h"

enum { kNames = sizeof names / sizeof names[0] };

mnet_platform platform = {.size = sizeof platform};
mnet_handoff handoff = {.size = sizeof handoff};
uint8_t memory[MEMORY_SIZE] __attribute__((aligned(4096)));

static mnet_machine_config machine = {.size = sizeof machine, .serial_port = 0x3F8};
static mnet_bare_metal_config bare_metal = {.size = sizeof bare_metal};
static mnet_platform other_platform = {.size = sizeof other_platform};
static uint64_t platform_state[MNET_BARE_METAL_STATE_SIZE / 8];
static uint64_t other_state[MNET_BARE_METAL_STATE_SIZE / 8];

static char line[160];
static uint32_t length;

static void put(const char *text) {
  while (*text != '\0') line[length++] = *text++;
}

static void put_number(uint64_t value) {
  char digits[21], *at = digits + 20;
  *at = '\0';
  do {
    *--at = (char)('0' + value % 10);
  } while ((value /= 10) != 0);
  put(at);
}

static void end_line(void) {
  line[length] = '\0';
  platform.log(platform.context, MNET_LOG_ERROR, line, length);
  length = 0;
}

static void report(mnet_status layer1, mnet_status others) {
  for (unsigned i = 0; i < kNames; ++i) {
    put("MNET STACK function=");
    put(names[i]);
    put(" bytes=");
    put_number(meter_worst[i]);
    end_line();
  }
  put("MNET SCENARIO layer1=");
  put(mnet_status_name(layer1));
  put(" others=");
  put(mnet_status_name(others));
  end_line();
  put("MNET DONE ok=");
  put_number(layer1 == MNET_OK && others == MNET_OK);
  put(" failed=");
  put_number(!(layer1 == MNET_OK && others == MNET_OK));
  end_line();
}

static void use_base(void) {
  mnet_abi_version();
  mnet_version_string();
  for (mnet_status status = -70; status < 3; ++status) {
    mnet_status_name(status);
    mnet_strerror(status);
  }
  mnet_download_state_name(3);
  mnet_http_state_name(3);
  /* Without a rate it calibrates. */
  bare_metal.pm_timer_port = handoff.pm_timer_port;
  mnet_platform_bare_metal(&other_platform, other_state, &bare_metal);
}

static MNET_API void run(void *context, mnet_handoff *facts) {
  (void)context;
  meter_abandon(); /* mnet_machine_take_over() */
  meter_range = 24 * 1024;
  if (mnet_platform_from_handoff(facts, 0x3F8, MNET_LOG_INFO, &platform, platform_state) ==
      MNET_OK) {
    use_base();
    mnet_status layer1 = use_layer1();
    report(layer1, use_layers_2_to_4());
  }
  __asm__ volatile("outb %0, %1" : : "a"((uint8_t)0), "Nd"((uint16_t)0xF4));
  for (;;) __asm__ volatile("hlt");
}

uint64_t efi_main(void *image, void *system_table) {
  /* Firmware's own use of the stack, beneath the calls that it serves, is part of these. */
  meter_range = 64 * 1024;
  if (mnet_uefi_gather(image, system_table, NULL, &handoff) != MNET_OK) return 1;
  mnet_uefi_release(system_table, &handoff);
  if (mnet_uefi_gather(image, system_table, NULL, &handoff) != MNET_OK) return 1;
  if (mnet_uefi_exit_boot_services(image, system_table, &handoff) == MNET_OK) {
    mnet_machine_take_over(&handoff, &machine, run);
  }
  for (;;) continue;
}
