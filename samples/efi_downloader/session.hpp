// The program on the bare machine: opens the stack, does the downloads in order, reports.
#pragma once

#include <cstdint>

#include <morpheusnet/download.h>
#include <morpheusnet/handoff.h>

#include "config.hpp"
#include "destinations.hpp"
#include "report.hpp"
#include "screen.hpp"
#include "serial_log.hpp"

namespace downloader {

class Session {
 public:
  // Before boot services end: fill these.
  Config config;
  std::uint32_t config_mistakes = 0;
  Destinations destinations;
  void *download_memory = nullptr;  // config.parallel * download_stride() bytes, 64-byte aligned
  static std::uint64_t download_stride() {
    return (mnet_download_size() + 63) & ~std::uint64_t{63};
  }
  SerialLog serial;
  std::uint64_t left_at = 0;  // the counter when boot services had ended

  // After them: runs to the end of the machine. `memory_mib` is for the report.
  [[noreturn]] void run(mnet_handoff &handoff, std::uint64_t memory_mib);

  // Writes the DONE line and ends the machine; also for a run that never began.
  [[noreturn]] void finish();
  // A download that was not tried.
  void skip(const DownloadSpec &spec, mnet_status status, std::string_view detail);

  Totals totals;

 private:
  static constexpr std::uint32_t kRefreshHz = 20;
  static constexpr std::uint32_t kGlyphsPerTurn = 8;
  // Once the network has failed a download, the others wait less for it.
  static constexpr std::uint32_t kImpatientMs = 1000;
  static constexpr std::uint32_t kShutdownMs = 1000;

  static MNET_API void on_log(void *context, std::uint32_t level, const char *text,
                              std::uint32_t length);

  bool open_platform();
  // Which cards are used: those from first_nic_ on.
  mnet_status choose_nics();
  mnet_status open_network();
  // A download under way.
  struct Transfer {
    mnet_download *download = nullptr;
    const DownloadSpec *spec = nullptr;
    std::uint32_t number = 0;  // counted from 1
    Block block;
  };

  void download_all();
  void begin(const DownloadSpec &spec, std::uint32_t number);
  mnet_status begin(Transfer &transfer);
  void step(Transfer &transfer);
  void end(Transfer &transfer, mnet_status status);
  bool choose_block(const DownloadSpec &spec, Block &block);
  mnet_download_config request_for(const Transfer &transfer) const;
  void note_first_byte(const Transfer &transfer);
  // The transfer that the screen tells of: the oldest; nullptr if there is none.
  const Transfer *shown() const;
  std::uint32_t count_under_way() const;
  void record(const Outcome &outcome);
  void close_network();

  // One round of the main loop, without the downloads' own steps.
  void turn();
  void refresh();
  void observe_network();
  void observe_cards(bool final);
  void report_card(std::uint32_t index, const mnet_net_nic_info &state);
  std::uint64_t now() const { return platform_.counter(platform_.context); }
  std::uint64_t ticks(std::uint64_t ms) const { return platform_.counter_hz / 1000 * ms; }

  mnet_handoff *handoff_ = nullptr;
  mnet_platform platform_ = {};
  alignas(8) std::uint8_t platform_state_[MNET_BARE_METAL_STATE_SIZE] = {};
  mnet_net *net_ = nullptr;
  std::uint32_t first_nic_ = 0, nic_count_ = 0;
  mnet_status net_error_ = MNET_OK;   // why there is no stack
  char net_detail_[kDetailMax] = {};  // for a person, "" if the status says it all
  Transfer transfers_[kParallelMax];
  std::uint32_t shown_number_ = 0;
  mnet_net_stats stats_ = {};
  bool ready_ = false;  // what the last LEASE line said
  bool impatient_ = false;
  mnet_status card_error_[MNET_HANDOFF_NICS_MAX] = {};  // what the last NIC line said…
  bool card_reported_[MNET_HANDOFF_NICS_MAX] = {};      // …if there was one
  std::uint64_t last_refresh_ = 0;
  Screen screen_;
  char line_[kReportLine] = {};
};

}  // namespace downloader
