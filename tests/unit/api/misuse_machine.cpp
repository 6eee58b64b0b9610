// Misuse of the base, the platform and the machine: a row a mistake.
#include "uefi/efi.hpp"
#include "unit/api/misuse.hpp"

namespace mnet::test {

namespace {

void MNET_API no_main(void *, mnet_handoff *) {}

// As much of a system table as is looked at before the other arguments.
void *system_table() {
  static std::uint64_t services[1];
  static efi::SystemTable table;
  table.header.signature = efi::kSystemTableSignature;
  table.boot_services = reinterpret_cast<efi::BootServices *>(services);
  table.runtime_services = reinterpret_cast<efi::RuntimeServices *>(services);
  return &table;
}

}  // namespace

const std::vector<Misuse> &machine_misuses() {
  static const std::vector<Misuse> rows = {
      {"mnet_status_name", "a code that is none", MNET_OK,
       [](World &) -> mnet_status {
         return std::strcmp(mnet_status_name(-12345), "unknown") == 0 ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_strerror", "a code that is none", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_strerror(INT32_MIN) != nullptr ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_abi_version", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_abi_version() == MNET_ABI_VERSION ? MNET_OK : MNET_E_VERSION;
       }},
      {"mnet_version_string", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_version_string()[0] == '0' ? MNET_OK : MNET_E_VERSION;
       }},
      {"mnet_platform_bare_metal", "NULL platform", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = sized<mnet_bare_metal_config>();
         c.tsc_hz = 1'000'000'000;
         return mnet_platform_bare_metal(nullptr, w.scratch, &c);
       }},
      {"mnet_platform_bare_metal", "NULL state", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = sized<mnet_bare_metal_config>();
         c.tsc_hz = 1'000'000'000;
         return mnet_platform_bare_metal(&w.platform, nullptr, &c);
       }},
      {"mnet_platform_bare_metal", "NULL config", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_platform_bare_metal(&w.platform, w.scratch, nullptr);
       }},
      {"mnet_platform_bare_metal", "misaligned state", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = sized<mnet_bare_metal_config>();
         c.tsc_hz = 1'000'000'000;
         return mnet_platform_bare_metal(&w.platform, w.scratch + 1, &c);
       }},
      {"mnet_platform_bare_metal", "config's size", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = sized<mnet_bare_metal_config>();
         c.tsc_hz = 1'000'000'000;
         c.size = 4;
         return mnet_platform_bare_metal(&w.platform, w.scratch, &c);
       }},
      {"mnet_platform_bare_metal", "platform's size", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = sized<mnet_bare_metal_config>();
         c.tsc_hz = 1'000'000'000;
         mnet_platform p = w.platform;
         p.size = 9999;
         return mnet_platform_bare_metal(&p, w.scratch, &c);
       }},
      {"mnet_uefi_gather", "NULL image", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_uefi_gather(nullptr, w.scratch, nullptr, &w.handoff);
       }},
      {"mnet_uefi_gather", "NULL table", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_uefi_gather(&w, nullptr, nullptr, &w.handoff); }},
      {"mnet_uefi_gather", "not a system table", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_uefi_gather(&w, w.scratch, nullptr, &w.handoff);
       }},
      {"mnet_uefi_gather", "NULL hand-off", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_uefi_gather(&w, w.scratch, nullptr, nullptr); }},
      {"mnet_uefi_gather", "hand-off's size", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto h = sized<mnet_handoff>();
         h.size = 8;
         return mnet_uefi_gather(&w, system_table(), nullptr, &h);
       }},
      {"mnet_uefi_gather", "config's size", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto h = sized<mnet_handoff>();
         auto c = sized<mnet_uefi_config>();
         c.size = sizeof c + 8;
         return mnet_uefi_gather(&w, system_table(), &c, &h);
       }},
      {"mnet_uefi_release", "NULL hand-off", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_uefi_release(w.scratch, nullptr); }},
      {"mnet_uefi_release", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto h = sized<mnet_handoff>();
         h.size = 0;
         return mnet_uefi_release(w.scratch, &h);
       }},
      {"mnet_uefi_release", "after boot services", MNET_E_STATE,
       [](World &w) -> mnet_status {
         auto h = sized<mnet_handoff>();
         h.flags = MNET_HANDOFF_BOOT_SERVICES_LEFT;
         return mnet_uefi_release(w.scratch, &h);
       }},
      {"mnet_uefi_release", "not a system table", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto h = sized<mnet_handoff>();
         return mnet_uefi_release(w.scratch, &h);
       }},
      {"mnet_uefi_exit_boot_services", "NULL image", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_uefi_exit_boot_services(nullptr, w.scratch, &w.handoff);
       }},
      {"mnet_uefi_exit_boot_services", "NULL hand-off", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_uefi_exit_boot_services(&w, w.scratch, nullptr);
       }},
      {"mnet_uefi_exit_boot_services", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto h = sized<mnet_handoff>();
         h.size = 0;
         return mnet_uefi_exit_boot_services(&w, w.scratch, &h);
       }},
      {"mnet_uefi_exit_boot_services", "not gathered", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto h = sized<mnet_handoff>();
         return mnet_uefi_exit_boot_services(&w, w.scratch, &h);
       }},
      {"mnet_uefi_exit_boot_services", "twice", MNET_E_STATE,
       [](World &w) -> mnet_status {
         auto h = sized<mnet_handoff>();
         h.memory_map = 4096;
         h.flags = MNET_HANDOFF_BOOT_SERVICES_LEFT;
         return mnet_uefi_exit_boot_services(&w, w.scratch, &h);
       }},
      {"mnet_uefi_exit_boot_services", "not a system table", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto h = sized<mnet_handoff>();
         h.memory_map = 4096;
         return mnet_uefi_exit_boot_services(&w, w.scratch, &h);
       }},
      {"mnet_machine_take_over", "NULL hand-off", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto c = sized<mnet_machine_config>();
         return mnet_machine_take_over(nullptr, &c, no_main);
       }},
      {"mnet_machine_take_over", "NULL config", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_machine_take_over(&w.handoff, nullptr, no_main);
       }},
      {"mnet_machine_take_over", "NULL main", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = sized<mnet_machine_config>();
         return mnet_machine_take_over(&w.handoff, &c, nullptr);
       }},
      {"mnet_machine_take_over", "config's size", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = sized<mnet_machine_config>();
         c.size = 0;
         return mnet_machine_take_over(&w.handoff, &c, no_main);
       }},
      {"mnet_machine_take_over", "hand-off's size", MNET_E_VERSION,
       [](World &) -> mnet_status {
         auto c = sized<mnet_machine_config>();
         auto h = sized<mnet_handoff>();
         h.size = 0;
         return mnet_machine_take_over(&h, &c, no_main);
       }},
      {"mnet_machine_take_over", "before boot services are left", MNET_E_STATE,
       [](World &w) -> mnet_status {
         auto c = sized<mnet_machine_config>();
         return mnet_machine_take_over(&w.handoff, &c, no_main);
       }},
      {"mnet_machine_take_over", "no stack and no page tables", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto c = sized<mnet_machine_config>();
         auto h = sized<mnet_handoff>();
         h.flags = MNET_HANDOFF_BOOT_SERVICES_LEFT;
         return mnet_machine_take_over(&h, &c, no_main);
       }},
      {"mnet_platform_from_handoff", "NULL hand-off", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_platform_from_handoff(nullptr, 0, 0, &w.platform, w.scratch);
       }},
      {"mnet_platform_from_handoff", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto h = sized<mnet_handoff>();
         h.size = 0;
         return mnet_platform_from_handoff(&h, 0, 0, &w.platform, w.scratch);
       }},
      {"mnet_platform_from_handoff", "unknown log level", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_platform_from_handoff(&w.handoff, 0, 9, &w.platform, w.scratch);
       }},
      {"mnet_platform_from_handoff", "NULL platform", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_platform_from_handoff(&w.handoff, 0, 0, nullptr, w.scratch);
       }},
      {"mnet_platform_from_handoff", "NULL state", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_platform_from_handoff(&w.handoff, 0, 0, &w.platform, nullptr);
       }},
      {"mnet_platform_from_handoff", "misaligned state", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_platform_from_handoff(&w.handoff, 0, 0, &w.platform, w.scratch + 1);
       }},
  };
  return rows;
}

}  // namespace mnet::test
