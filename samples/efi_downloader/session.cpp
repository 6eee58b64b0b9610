#include "session.hpp"

#include "ending.hpp"
#include "nic_choice.hpp"

namespace downloader {
namespace {

// The log function gets the platform's context, not ours.
constinit Session *g_logging = nullptr;

constexpr std::string_view kLevelNames[] = {"error: ", "warning: ", "", "debug: "};

bool is_network_error(mnet_status status) {
  return status == MNET_E_NO_NIC || status == MNET_E_LINK_DOWN || status == MNET_E_DHCP_TIMEOUT;
}

}  // namespace

MNET_API void Session::on_log(void *, std::uint32_t level, const char *text, std::uint32_t length) {
  Session &self = *g_logging;
  if (level > self.config.log_level || level > MNET_LOG_DEBUG) return;
  char buffer[256];
  Text line(buffer);
  line.put(kLevelNames[level]).put({text, length});
  self.serial.line(line.view());
  self.screen_.log(level, line.view());
}

bool Session::open_platform() {
  platform_.size = sizeof platform_;
  const mnet_status status =
      mnet_platform_from_handoff(handoff_, 0, MNET_LOG_DEBUG, &platform_, platform_state_);
  if (status != MNET_OK) {
    net_error_ = status;
    return false;
  }
  g_logging = this;
  platform_.log = on_log;
  return true;
}

mnet_status Session::choose_nics() {
  first_nic_ = 0;
  nic_count_ = handoff_->nic_count;
  if (config.nic.by == NicChoice::By::kAll) return MNET_OK;
  std::int32_t found = find_nic(config.nic, *handoff_);
  if (found < 0 && config.nic.by == NicChoice::By::kMac) {
    const mnet_status status = learn_macs(platform_, *handoff_);
    if (status != MNET_OK) return status;
    found = find_nic(config.nic, *handoff_);
  }
  if (found < 0) {
    Text detail(net_detail_);
    explain_choice(detail, config.nic, *handoff_);
    return MNET_E_NO_NIC;
  }
  first_nic_ = static_cast<std::uint32_t>(found);
  nic_count_ = 1;
  return MNET_OK;
}

mnet_status Session::open_network() {
  const mnet_status chosen = choose_nics();
  if (chosen != MNET_OK) return chosen;
  mnet_net_config request = {};
  request.size = sizeof request;
  request.abi_version = MNET_ABI_VERSION;
  request.platform = &platform_;
  request.drivers = mnet_drivers_default(&request.driver_count);
  request.nic_count = nic_count_;
  request.nics = handoff_->nics + first_nic_;
  request.nic_stride = handoff_->nic_stride;
  request.arena = handoff_->arena;
  request.arena_size = handoff_->arena_size;
  request.dma = handoff_->dma;
  request.address_mode = config.dhcp ? MNET_ADDRESS_DHCP : MNET_ADDRESS_STATIC;
  request.address = config.address;
  request.prefix_length = config.prefix_length;
  request.gateway = config.gateway;
  request.dns_count = config.dns_count;
  for (std::uint32_t i = 0; i < config.dns_count; ++i) request.dns[i] = config.dns[i];
  request.hostname = config.hostname;
  return mnet_net_open(&request, &net_);
}

// --- the loop ------------------------------------------------------------------------------

void Session::turn() {
  if (net_ != nullptr) mnet_net_step(net_, now(), nullptr);
}

void Session::refresh() {
  serial.pump();
  screen_.pump(kGlyphsPerTurn);
  const std::uint64_t time = now();
  if (time - last_refresh_ < platform_.counter_hz / kRefreshHz) return;
  last_refresh_ = time;
  observe_network();
  const Transfer *transfer = shown();
  if (transfer == nullptr) return;
  if (shown_number_ != transfer->number) {
    shown_number_ = transfer->number;
    screen_.begin(*transfer->spec, transfer->number, config.count);
  }
  mnet_download_progress progress = {};
  progress.size = sizeof progress;
  if (mnet_download_get_progress(transfer->download, &progress) == MNET_OK) {
    screen_.progress(progress, time, platform_.counter_hz);
  }
}

void Session::observe_network() {
  if (net_ == nullptr) return;
  observe_cards(false);
  mnet_net_info info = {};
  info.size = sizeof info;
  if (mnet_net_get_info(net_, &info) != MNET_OK) return;
  const std::uint32_t index = info.nic_index;
  info.nic_index += first_nic_;
  screen_.network(info);
  const bool ready = info.phase == MNET_NET_READY;
  if (ready && !ready_) {
    mnet_net_nic_info card = {};
    card.size = sizeof card;
    mnet_net_nic(net_, index, &card);
    Text line(line_);
    report_lease(line, info, card, platform_.counter_hz);
    serial.line(line.view());
    impatient_ = false;
  }
  ready_ = ready;
}

// Each card is reported once it works or has failed, and again when that changes; at the end also
// those that never came that far.
void Session::observe_cards(bool final) {
  for (std::uint32_t i = first_nic_; i < first_nic_ + nic_count_; ++i) {
    mnet_net_nic_info state = {};
    state.size = sizeof state;
    if (net_ == nullptr || mnet_net_nic(net_, i - first_nic_, &state) != MNET_OK) {
      state.error = net_error_;
    }
    const bool decided = state.running != 0 || state.error != MNET_OK;
    const bool told = card_reported_[i] && (final || card_error_[i] == state.error);
    if (!told && (decided || final)) report_card(i, state);
  }
}

void Session::report_card(std::uint32_t index, const mnet_net_nic_info &state) {
  card_reported_[index] = true;
  card_error_[index] = state.error;
  Text line(line_);
  report_nic(line, index, handoff_->nics[index], state);
  serial.line(line.view());
}

// --- downloads -----------------------------------------------------------------------------

void Session::record(const Outcome &outcome) {
  if (outcome.status == MNET_OK) {
    ++totals.ok;
    totals.bytes += outcome.progress.received_bytes;
  } else {
    ++totals.failed;
  }
  Text line(line_);
  report_result(line, outcome, platform_.counter_hz);
  serial.line(line.view());
  screen_.result(outcome, platform_.counter_hz);
}

void Session::skip(const DownloadSpec &spec, mnet_status status, std::string_view detail) {
  Outcome outcome = {};
  outcome.spec = &spec;
  outcome.status = status;
  outcome.phase = mnet_download_state_name(MNET_DOWNLOAD_IDLE);
  outcome.detail = detail;
  record(outcome);
}

mnet_download_config Session::request_for(const Transfer &transfer) const {
  const DownloadSpec &spec = *transfer.spec;
  mnet_download_config request = {};
  request.size = sizeof request;
  request.url = spec.url;
  request.max_bytes = spec.max_bytes;
  if (spec.digest) request.flags |= MNET_DOWNLOAD_DIGEST_SHA256;
  if (spec.verify) request.flags |= MNET_DOWNLOAD_VERIFY_SHA256;
  for (unsigned i = 0; i < MNET_SHA256_SIZE; ++i) request.sha256[i] = spec.sha256[i];
  request.destination = reinterpret_cast<void *>(transfer.block.base);
  request.destination_size = transfer.block.length;
  request.fallback_addresses = config.fallback;
  request.fallback_count = config.fallback_count;
  request.attempts = spec.attempts;
  request.total_timeout_ms = spec.timeout_s * 1000;
  if (impatient_) request.link_timeout_ms = request.lease_timeout_ms = kImpatientMs;
  return request;
}

std::uint32_t Session::count_under_way() const {
  std::uint32_t count = 0;
  for (const Transfer &transfer : transfers_) count += transfer.download != nullptr ? 1 : 0;
  return count;
}

const Session::Transfer *Session::shown() const {
  const Transfer *oldest = nullptr;
  for (const Transfer &transfer : transfers_) {
    if (transfer.download == nullptr) continue;
    if (oldest == nullptr || transfer.number < oldest->number) oldest = &transfer;
  }
  return oldest;
}

// A body that shares the memory with others under way gets no more than it asks for, and keeps it.
bool Session::choose_block(const DownloadSpec &spec, Block &block) {
  if (spec.store == Store::kNone) return true;
  block = destinations.choose(spec.max_bytes);
  if (block.length == 0) return false;
  if (config.parallel > 1) {
    if (block.length > spec.max_bytes) block.length = spec.max_bytes;
    destinations.keep(block, block.length);
  }
  return true;
}

mnet_status Session::begin(Transfer &transfer) {
  const auto index = static_cast<std::uint64_t>(&transfer - transfers_);
  const mnet_download_config request = request_for(transfer);
  void *memory = static_cast<std::uint8_t *>(download_memory) + index * download_stride();
  return mnet_download_begin(net_, &request, memory, now(), &transfer.download);
}

void Session::begin(const DownloadSpec &spec, std::uint32_t number) {
  if (net_ == nullptr) {
    const std::string_view said = net_detail_;
    return skip(spec, net_error_, said.empty() ? mnet_strerror(net_error_) : said);
  }
  Block block;
  if (!choose_block(spec, block)) {
    return skip(spec, MNET_E_TOO_LARGE, "no memory is left for a body");
  }
  Transfer *transfer = transfers_;
  while (transfer->download != nullptr) ++transfer;
  *transfer = Transfer{.spec = &spec, .number = number, .block = block};
  if (shown() == nullptr) {
    shown_number_ = number;
    screen_.begin(spec, number, config.count);
  }
  const mnet_status status = begin(*transfer);
  if (status != MNET_OK) end(*transfer, status);
}

void Session::step(Transfer &transfer) {
  const mnet_status status = mnet_download_step(transfer.download, now());
  if (totals.start_ticks == 0) note_first_byte(transfer);
  if (status != MNET_PENDING) end(transfer, status);
}

// Asked after every step until a body has begun, so that the figure is exact, and not afterwards.
void Session::note_first_byte(const Transfer &transfer) {
  mnet_download_progress progress = {};
  progress.size = sizeof progress;
  if (mnet_download_get_progress(transfer.download, &progress) != MNET_OK) return;
  if (progress.received_bytes != 0) totals.start_ticks = now() - left_at;
}

void Session::end(Transfer &transfer, mnet_status status) {
  char buffer[200];
  Text detail(buffer);
  const DownloadSpec &spec = *transfer.spec;
  const Block &block = transfer.block;
  Outcome outcome = {};
  outcome.spec = &spec;
  outcome.digest_asked = spec.digest;
  outcome.progress.size = sizeof outcome.progress;
  outcome.status = status;
  if (transfer.download != nullptr) {
    observe_network();
    mnet_download_get_progress(transfer.download, &outcome.progress);
    if (transfer.number == shown_number_) {
      screen_.progress(outcome.progress, now(), platform_.counter_hz);
    }
    transfer.download = nullptr;
  }
  if (status == MNET_OK) {
    outcome.phase = mnet_download_state_name(MNET_DOWNLOAD_DONE);
    if (block.length != 0 && config.parallel == 1) {
      destinations.keep(block, outcome.progress.received_bytes);
    }
    return record(outcome);
  }
  outcome.phase = mnet_download_state_name(outcome.progress.failed_state);
  outcome.progress.detail[sizeof outcome.progress.detail - 1] = '\0';
  const std::string_view said = outcome.progress.detail;
  detail.put(said.empty() ? mnet_strerror(status) : said);
  if (status == MNET_E_TOO_LARGE && block.length != 0) {
    detail.put("; the memory for it has ").decimal(block.length).put(" bytes");
  }
  outcome.detail = detail.view();
  impatient_ = impatient_ || is_network_error(status);
  record(outcome);
}

void Session::download_all() {
  const std::uint64_t start = now();
  std::uint32_t next = 0, under_way = 0;
  do {
    for (; under_way < config.parallel && next < config.count; ++next) {
      begin(config.downloads[next], next + 1);
      under_way = count_under_way();
    }
    turn();
    for (Transfer &transfer : transfers_) {
      if (transfer.download != nullptr) step(transfer);
    }
    refresh();
    under_way = count_under_way();
  } while (under_way > 0 || next < config.count);
  totals.ticks = now() - start;
}

// --- beginning and end -----------------------------------------------------------------------

void Session::run(mnet_handoff &handoff, std::uint64_t memory_mib) {
  handoff_ = &handoff;
  Text line(line_);
  report_boot(line, handoff, memory_mib);
  serial.line(line.view());
  if (!open_platform()) {
    for (std::uint32_t i = 0; i < config.count; ++i) {
      skip(config.downloads[i], net_error_, "the clock's rate is unknown");
    }
    finish();
  }
  screen_.open(handoff.framebuffer);
  screen_.machine(handoff, memory_mib);
  if ((handoff.flags & MNET_HANDOFF_VTD_ACTIVE) != 0) {
    serial.line(
        "warning: firmware left VT-d translation on, DMA will fail; turn it off in the "
        "firmware's settings");
  }
  net_error_ = open_network();
  if (net_error_ != MNET_OK) {
    net_ = nullptr;
    observe_cards(true);
  }
  download_all();
  close_network();
  finish();
}

void Session::close_network() {
  observe_cards(true);
  if (net_ == nullptr) return;
  stats_.size = sizeof stats_;
  mnet_net_get_stats(net_, &stats_);
  const std::uint64_t start = now();
  while (mnet_net_shutdown(net_, now()) == MNET_PENDING && now() - start < ticks(kShutdownMs)) {
    refresh();
  }
}

void Session::finish() {
  const bool success = totals.ok > 0 && totals.failed == 0 && config_mistakes == 0;
  screen_.done(totals, platform_.counter_hz, success);
  while (screen_.pump(kGlyphsPerTurn)) serial.pump();
  stats_.size = sizeof stats_;
  Text line(line_);
  if (stats_.steps != 0) {
    report_steps(line, stats_, platform_.counter_hz);
    serial.line(line.view());
    line.clear();
  }
  report_done(line, totals, stats_, platform_.counter_hz);
  serial.line(line.view());
  serial.flush();
  if (platform_.counter != nullptr) {
    const std::uint64_t start = now();
    while (now() - start < ticks(config.exit_delay_ms)) asm volatile("pause");
  }
  end_machine(config.on_done, success);
}

}  // namespace downloader
