/* The two ACPI tables that save guessing: MCFG (where ECAM is) and FADT (a clock). */
#include "machine.h"

#define TABLES_MAX 64u

static uint64_t read(const uint8_t *at, unsigned bytes) {
  uint64_t value = 0;
  while (bytes-- != 0) value = value << 8 | at[bytes];
  return value;
}

static int is(const uint8_t *table, const char *signature) {
  for (int i = 0; i < 4; ++i) {
    if (table[i] != (uint8_t)signature[i]) return 0;
  }
  return 1;
}

static void look_at(const uint8_t *table, struct acpi_facts *facts) {
  uint64_t length = read(table + 4, 4);
  if (is(table, "MCFG") && length >= 44 + 16 && read(table + 52, 2) == 0) {
    facts->ecam_base = read(table + 44, 8);
    facts->ecam_start_bus = table[54];
    facts->ecam_end_bus = table[55];
  }
  if (is(table, "FACP") && length >= 80) facts->pm_timer_port = (uint16_t)read(table + 76, 4);
}

struct acpi_facts acpi_read(uint64_t rsdp) {
  struct acpi_facts facts = {0, 0, 0, 0};
  const uint8_t *root_pointer = direct(rsdp);
  if (root_pointer == 0) return facts;
  /* From revision 2 on there is a table of 64-bit addresses. */
  int wide = root_pointer[15] >= 2 && read(root_pointer + 24, 8) != 0;
  const uint8_t *root = direct(wide ? read(root_pointer + 24, 8) : read(root_pointer + 16, 4));
  if (root == 0) return facts;
  unsigned entry = wide ? 8 : 4;
  uint64_t length = read(root + 4, 4);
  for (uint64_t at = 36; at + entry <= length && at < 36 + TABLES_MAX * entry; at += entry) {
    const uint8_t *table = direct(read(root + at, entry));
    if (table != 0) look_at(table, &facts);
  }
  return facts;
}
