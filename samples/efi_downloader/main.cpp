// Before boot services end: read the configuration, gather the hand-off and all memory, leave.
#include <morpheusnet/morpheusnet.h>

#include "ending.hpp"
#include "firmware.h"
#include "session.hpp"

namespace downloader {
namespace {

constexpr char kConfigPath[] = "\\EFI\\morpheus\\mnet.cfg";
// Left to the firmware, for what it allocates until the end.
constexpr std::uint64_t kFirmwareReserve = 16 * 1024 * 1024;
constexpr std::uint32_t kMistakesListed = 100;
constexpr std::uint64_t kDownloadAlignment = 64;

constinit Session session;
constinit mnet_handoff handoff = {};

// To a person, on the firmware's console.
void tell(std::string_view prefix, std::string_view text) {
  char buffer[160];
  Text line(buffer);
  line.put(prefix).put(text);
  firmware_print(line.c_str());
}

void on_mistake(void *, std::uint32_t number, std::string_view mistake) {
  if (++session.config_mistakes > kMistakesListed) return;
  char buffer[1024];
  Text line(buffer);
  report_config(line, number, mistake);
  session.serial.line(line.view());
  session.serial.flush();
  line.clear();
  line.put("mnet.cfg, line ").decimal(number).put(": ");
  tell(line.view(), mistake);
}

// The configuration is no good: nothing was tried.
[[noreturn]] void refuse() {
  tell("mnet: ", "the configuration has mistakes, nothing was downloaded");
  session.totals.failed = session.config.count != 0 ? session.config.count : 1;
  session.finish();
}

// There is work, but it cannot begin.
[[noreturn]] void give_up(mnet_status status, std::string_view why) {
  tell("mnet: ", why);
  for (std::uint32_t i = 0; i < session.config.count; ++i) {
    session.skip(session.config.downloads[i], status, why);
  }
  session.finish();
}

std::string_view file_problem(firmware_file_status status) {
  switch (status) {
    case FIRMWARE_FILE_NO_VOLUME:
      return "the program was not loaded from a file system";
    case FIRMWARE_FILE_MISSING:
      return "\\EFI\\morpheus\\mnet.cfg is not on the program's volume";
    case FIRMWARE_FILE_TOO_LARGE:
      return "\\EFI\\morpheus\\mnet.cfg is larger than 256 KiB";
    case FIRMWARE_FILE_NO_MEMORY:
      return "there is no memory for \\EFI\\morpheus\\mnet.cfg";
    default:
      return "\\EFI\\morpheus\\mnet.cfg cannot be read";
  }
}

void read_config() {
  Config &config = session.config;
  config.downloads =
      static_cast<DownloadSpec *>(firmware_allocate(kDownloadsMax * sizeof(DownloadSpec)));
  if (config.downloads == nullptr) {
    on_mistake(nullptr, 0, "there is no memory for the list of downloads");
    refuse();
  }
  config.capacity = kDownloadsMax;
  char *text = nullptr;
  std::uint64_t length = 0;
  const firmware_file_status status =
      firmware_read_file(kConfigPath, kConfigBytesMax, &text, &length);
  if (status != FIRMWARE_FILE_OK) {
    on_mistake(nullptr, 0, file_problem(status));
    refuse();
  }
  if (config_parse(text, length, config, on_mistake, nullptr) != 0) refuse();
}

void gather(void *image, void *system_table) {
  mnet_uefi_config request = {};
  request.size = sizeof request;
  request.dma_size = std::uint64_t{session.config.dma_kib} * 1024;
  request.arena_size = std::uint64_t{session.config.arena_kib} * 1024;
  handoff.size = sizeof handoff;
  const mnet_status status = mnet_uefi_gather(image, system_table, &request, &handoff);
  if (status != MNET_OK) give_up(status, mnet_strerror(status));
}

bool wants_memory() {
  for (std::uint32_t i = 0; i < session.config.count; ++i) {
    const DownloadSpec &spec = session.config.downloads[i];
    if (spec.store == Store::kMemory) return true;
  }
  return false;
}

void allocate_memory() {
  static_assert(4096 % kDownloadAlignment == 0, "pages are aligned well enough");
  session.download_memory = firmware_allocate(session.download_stride() * session.config.parallel);
  if (session.download_memory == nullptr) {
    give_up(MNET_E_NO_MEMORY, "there is no memory for a download's state");
  }
  session.destinations.open(reinterpret_cast<std::uint64_t>(handoff.dma.cpu));
  if (!wants_memory()) return;
  firmware_range ranges[Destinations::kRangesMax];
  const std::uint32_t count =
      firmware_allocate_free_memory(ranges, Destinations::kRangesMax, kFirmwareReserve);
  for (std::uint32_t i = 0; i < count; ++i) {
    session.destinations.add(ranges[i].base, ranges[i].length);
  }
}

MNET_API void on_bare_machine(void *, mnet_handoff *gathered) {
  const std::uint64_t mib = firmware_memory_mib(gathered->memory_map, gathered->memory_map_size,
                                                gathered->memory_map_descriptor_size);
  session.run(*gathered, mib);
}

MNET_API void on_panic(void *, std::uint32_t, std::uint64_t) {
  end_machine(session.config.on_done, false);
}

}  // namespace

[[noreturn]] void start(void *image, void *system_table) {
  firmware_init(image, system_table);
  session.serial.open();
  session.serial.line("");  // firmware may have left the cursor anywhere
  read_config();
  gather(image, system_table);
  allocate_memory();

  mnet_status status = mnet_uefi_exit_boot_services(image, system_table, &handoff);
  if (status == MNET_OK) {
    session.left_at = __builtin_ia32_rdtsc();
    mnet_machine_config machine = {};
    machine.size = sizeof machine;
    machine.serial_port = SerialLog::kPort;
    machine.panic = on_panic;
    status = mnet_machine_take_over(&handoff, &machine, on_bare_machine);
  }
  // Boot services are gone or half gone: the serial line is all that is left.
  const std::string_view why = "boot services could not be left, or the machine not be taken over";
  for (std::uint32_t i = 0; i < session.config.count; ++i) {
    session.skip(session.config.downloads[i], status, why);
  }
  session.finish();
}

}  // namespace downloader

// Called by gnu-efi's start-up code.
extern "C" std::uint64_t efi_main(void *image, void *system_table) {
  downloader::start(image, system_table);
}
