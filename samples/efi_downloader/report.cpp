#include "report.hpp"

namespace downloader {
namespace {

std::string_view kind_name(std::uint32_t kind) {
  switch (kind) {
    case MNET_NIC_VIRTIO_NET:
      return "virtio-net";
    case MNET_NIC_INTEL:
      return "intel";
    case MNET_NIC_REALTEK:
      return "realtek";
    case MNET_NIC_VMXNET3:
      return "vmxnet3";
    default:
      return "unknown";
  }
}

std::string_view duplex_name(std::uint32_t duplex) {
  switch (duplex) {
    case MNET_DUPLEX_HALF:
      return "half";
    case MNET_DUPLEX_FULL:
      return "full";
    default:
      return "-";
  }
}

bool is_zero(const std::uint8_t (&mac)[6]) {
  return (mac[0] | mac[1] | mac[2] | mac[3] | mac[4] | mac[5]) == 0;
}

void put_pci(Text &line, const mnet_pci_address &pci) {
  line.hex(pci.segment, 4).put(':').hex(pci.bus, 2).put(':').hex(pci.device, 2).put('.');
  line.hex(pci.function);
}

void put_milliseconds(Text &line, std::string_view key, std::uint64_t ticks, std::uint64_t hz) {
  line.put(key).thousandths(microseconds(ticks, hz));
}

}  // namespace

std::uint64_t microseconds(std::uint64_t ticks, std::uint64_t hz) {
  if (hz == 0) return 0;
  return ticks / hz * 1'000'000 + ticks % hz * 1'000'000 / hz;
}

void report_boot(Text &line, const mnet_handoff &handoff, std::uint64_t memory_mib) {
  const auto flag = [&](std::uint32_t bit) { return (handoff.flags & bit) != 0 ? 1u : 0u; };
  line.put("MNET BOOT version=").put(mnet_version_string());
  line.put(" tsc_hz=").decimal(handoff.tsc_hz);
  line.put(" tsc_invariant=").decimal(flag(MNET_HANDOFF_TSC_INVARIANT));
  line.put(" tsc_verified=").decimal(flag(MNET_HANDOFF_TSC_VERIFIED));
  line.put(" vtd=").put(flag(MNET_HANDOFF_VTD_ACTIVE) != 0 ? "on" : "off");
  line.put(" nics=").decimal(handoff.nic_count).put(" memory_mib=").decimal(memory_mib);
  line.put(" dma_kib=").decimal(handoff.dma.length / 1024);
  line.put(" arena_kib=").decimal(handoff.arena_size / 1024);
  line.put(" image_base=0x").hex(handoff.image_base);
}

void report_nic(Text &line, std::uint32_t index, const mnet_nic_info &card,
                const mnet_net_nic_info &state) {
  const bool usable = state.error == MNET_OK && state.running != 0;
  const bool unfinished = state.error == MNET_OK && !usable;
  line.put("MNET NIC index=").decimal(index).put(" pci=");
  put_pci(line, card.pci);
  line.put(" id=").hex(card.vendor_id, 4).put(':').hex(card.device_id, 4);
  line.put(" kind=").put(kind_name(card.kind)).put(" status=");
  line.put(usable ? "ok" : unfinished ? "pending" : "error");
  line.put(" mac=");
  if (!is_zero(state.mac)) {
    line.mac(state.mac);
  } else if (card.mac_known != 0) {
    line.mac(card.mac);
  } else {
    line.put('-');
  }
  line.put(" error=").put(mnet_status_name(state.error)).put(" detail=");
  if (unfinished) return void(line.quoted("the downloads ended before this card was up"));
  line.quoted(state.detail[0] != '\0' ? state.detail : usable ? "" : mnet_strerror(state.error));
}

void report_lease(Text &line, const mnet_net_info &info, const mnet_net_nic_info &card,
                  std::uint64_t hz) {
  line.put("MNET LEASE nic=").decimal(info.nic_index).put(" address=").ipv4(info.address);
  line.put('/').decimal(info.prefix_length).put(" gateway=").ipv4(info.gateway).put(" dns=");
  for (std::uint32_t i = 0; i < info.dns_count; ++i) {
    if (i != 0) line.put(',');
    line.ipv4(info.dns[i]);
  }
  if (info.dns_count == 0) line.put('-');
  line.put(" lease_s=").decimal(info.lease_seconds);
  put_milliseconds(line, " link_ms=", info.link_ticks, hz);
  put_milliseconds(line, " dhcp_ms=", info.lease_ticks, hz);
  line.put(" mbps=").decimal(card.link_mbps).put(" duplex=").put(duplex_name(card.link_duplex));
}

void report_config(Text &line, std::uint32_t number, std::string_view mistake) {
  line.put("MNET CONFIG line=").decimal(number).put(" error=").quoted(mistake);
}

void report_result(Text &line, const Outcome &outcome, std::uint64_t hz) {
  const mnet_download_progress &progress = outcome.progress;
  line.put("MNET RESULT name=").value(outcome.spec->name, kNameMax);
  line.put(" status=").put(outcome.status == MNET_OK ? "ok" : "error");
  line.put(" bytes=").decimal(progress.received_bytes).put(" sha256=");
  if (outcome.digest_asked && progress.digest_valid != 0) {
    line.hex_bytes(progress.sha256, sizeof progress.sha256);
  } else {
    line.put('-');
  }
  put_milliseconds(line, " ms=", progress.total_ticks, hz);
  line.put(" http=").decimal(progress.http_status).put(" phase=").put(outcome.phase);
  line.put(" error=")
      .put(mnet_status_name(outcome.status))
      .put(" detail=")
      .quoted(outcome.detail, kDetailMax);
  line.put(" url=").value(outcome.spec->url != nullptr ? outcome.spec->url : "", MNET_URL_MAX);
  put_milliseconds(line, " dns_ms=", progress.resolve_ticks, hz);
  put_milliseconds(line, " connect_ms=", progress.connect_ticks, hz);
  put_milliseconds(line, " first_byte_ms=", progress.first_byte_ticks, hz);
  line.put(" attempts=").decimal(progress.attempt);
}

void report_steps(Text &line, const mnet_net_stats &stats, std::uint64_t hz) {
  static constexpr std::string_view kPhases[MNET_STEP_PHASES] = {"rx", "protocol", "tx",
                                                                 "application", "completion"};
  line.put("MNET STEPS hz=").decimal(hz).put(" steps=").decimal(stats.steps);
  line.put(" worst=").decimal(stats.worst_ticks);
  for (unsigned i = 0; i < MNET_STEP_PHASES; ++i) {
    line.put(' ').put(kPhases[i]).put('=').decimal(stats.phase_ticks[i]);
    line.put(" worst_").put(kPhases[i]).put('=').decimal(stats.worst_phase_ticks[i]);
  }
  line.put(" histogram=");
  bool any = false;
  for (unsigned i = 0; i < MNET_STEP_BUCKETS; ++i) {
    if (stats.histogram[i] == 0) continue;
    if (any) line.put(',');
    line.decimal(i).put(':').decimal(stats.histogram[i]);
    any = true;
  }
  if (!any) line.put('-');
}

void report_done(Text &line, const Totals &totals, const mnet_net_stats &stats, std::uint64_t hz) {
  const std::uint64_t most = mnet_net_step_percentile(&stats, 999);
  line.put("MNET DONE ok=").decimal(totals.ok).put(" failed=").decimal(totals.failed);
  line.put(" worst_step_us=").decimal(microseconds(stats.worst_ticks, hz));
  line.put(" p999_step_us=").decimal(microseconds(most, hz));
  line.put(" steps=").decimal(stats.steps).put(" bytes=").decimal(totals.bytes);
  put_milliseconds(line, " ms=", totals.ticks, hz);
  put_milliseconds(line, " exit_to_first_byte_ms=", totals.start_ticks, hz);
}

}  // namespace downloader
