#include "report.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>

namespace downloader::test {
namespace {

constexpr std::uint64_t kHz = 1'000'000'000;

struct Line {
  char buffer[kReportLine];
  Text text{buffer};
  std::string str() const { return std::string(text.view()); }
};

Outcome outcome_of(const DownloadSpec &spec) {
  Outcome outcome = {};
  outcome.spec = &spec;
  outcome.phase = "done";
  return outcome;
}

TEST(Report, ResultOfAGoodDownload) {
  DownloadSpec spec;
  spec.name = "kernel";
  spec.url = "http://files.test/linux";
  Outcome outcome = outcome_of(spec);
  outcome.digest_asked = true;
  outcome.progress.digest_valid = 1;
  outcome.progress.sha256[0] = 0xAB;
  outcome.progress.received_bytes = 12345;
  outcome.progress.http_status = 200;
  outcome.progress.total_ticks = 12'345'678;
  outcome.progress.connect_ticks = 1'000;
  outcome.progress.attempt = 1;
  const auto line = std::make_unique<Line>();
  report_result(line->text, outcome, kHz);
  EXPECT_EQ(line->str(),
            "MNET RESULT name=kernel status=ok bytes=12345 sha256=ab" + std::string(62, '0') +
                " ms=12.345 http=200 phase=done error=ok detail=\"\" url=http://files.test/linux"
                " dns_ms=0.000 connect_ms=0.001 first_byte_ms=0.000 attempts=1");
}

TEST(Report, ResultOfAFailedDownload) {
  DownloadSpec spec;
  spec.name = "a \"quoted\" name";
  spec.url = "http://h/?a=b";
  Outcome outcome = outcome_of(spec);
  outcome.status = MNET_E_DNS_NOT_FOUND;
  outcome.phase = "resolve";
  outcome.detail = "no such\\name";
  const auto line = std::make_unique<Line>();
  report_result(line->text, outcome, kHz);
  EXPECT_EQ(line->str(),
            "MNET RESULT name=\"a \\\"quoted\\\" name\" status=error bytes=0 sha256=- ms=0.000 "
            "http=0 phase=resolve error=dns_not_found detail=\"no such\\\\name\" "
            "url=\"http://h/?a=b\" dns_ms=0.000 connect_ms=0.000 first_byte_ms=0.000 attempts=0");
}

TEST(Report, ADigestNobodyAskedForIsNotPrinted) {
  DownloadSpec spec;
  Outcome outcome = outcome_of(spec);
  outcome.progress.digest_valid = 1;
  const auto line = std::make_unique<Line>();
  report_result(line->text, outcome, kHz);
  EXPECT_NE(line->str().find(" sha256=- "), std::string::npos);
}

TEST(Report, TheWorstNamesStayOneLine) {
  const std::string name(kNameMax, '\n'), url(MNET_URL_MAX, '\x1b');
  DownloadSpec spec;
  spec.name = name;
  spec.url = url.c_str();
  Outcome outcome = outcome_of(spec);
  outcome.status = MNET_E_URL;
  const std::string detail(199, '\r');
  outcome.detail = detail;
  const auto line = std::make_unique<Line>();
  report_result(line->text, outcome, kHz);
  const std::string text = line->str();
  for (char c : text) {
    EXPECT_GE(c, 0x20);
    EXPECT_LE(c, 0x7E);
  }
  EXPECT_NE(text.find(" attempts=0"), std::string::npos) << "nothing was cut off";
}

TEST(Report, Cards) {
  mnet_nic_info card = {};
  card.pci.bus = 0x1F;
  card.pci.device = 2;
  card.vendor_id = 0x1AF4;
  card.device_id = 0x1041;
  card.kind = MNET_NIC_VIRTIO_NET;
  mnet_net_nic_info state = {};
  state.running = 1;
  const std::uint8_t mac[6] = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
  std::memcpy(state.mac, mac, 6);
  auto line = std::make_unique<Line>();
  report_nic(line->text, 0, card, state);
  EXPECT_EQ(line->str(),
            "MNET NIC index=0 pci=0000:1f:02.0 id=1af4:1041 kind=virtio-net status=ok "
            "mac=52:54:00:12:34:56 error=ok detail=\"\"");

  state = {};
  state.error = MNET_E_UNSUPPORTED;
  card.kind = MNET_NIC_UNKNOWN;
  line = std::make_unique<Line>();
  report_nic(line->text, 1, card, state);
  EXPECT_NE(line->str().find("kind=unknown status=error mac=- error=unsupported detail=\""),
            std::string::npos);
  EXPECT_EQ(line->str().find("detail=\"\""), std::string::npos) << "a reason in any case";

  state = {};
  line = std::make_unique<Line>();
  report_nic(line->text, 2, card, state);
  EXPECT_NE(line->str().find("status=pending mac=- error=ok detail=\"the downloads ended"),
            std::string::npos);
}

TEST(Report, Lease) {
  mnet_net_info info = {};
  info.nic_index = 1;
  info.address = {{10, 0, 2, 15}};
  info.prefix_length = 24;
  info.gateway = {{10, 0, 2, 2}};
  info.link_ticks = 4'000'000;
  info.lease_ticks = 5'500'000;
  auto line = std::make_unique<Line>();
  mnet_net_nic_info card = {};
  report_lease(line->text, info, card, kHz);
  EXPECT_EQ(line->str(),
            "MNET LEASE nic=1 address=10.0.2.15/24 gateway=10.0.2.2 dns=- lease_s=0 link_ms=4.000 "
            "dhcp_ms=5.500 mbps=0 duplex=-");
  info.dns_count = 2;
  info.dns[0] = {{10, 0, 2, 3}};
  info.dns[1] = {{10, 0, 2, 4}};
  card.link_mbps = 1000;
  card.link_duplex = MNET_DUPLEX_FULL;
  line = std::make_unique<Line>();
  report_lease(line->text, info, card, kHz);
  EXPECT_NE(line->str().find(" dns=10.0.2.3,10.0.2.4 "), std::string::npos);
  EXPECT_NE(line->str().find(" mbps=1000 duplex=full"), std::string::npos);
}

TEST(Report, BootAndEnd) {
  mnet_handoff handoff = {};
  handoff.tsc_hz = 2'600'000'000;
  handoff.flags = MNET_HANDOFF_TSC_INVARIANT | MNET_HANDOFF_VTD_ACTIVE;
  handoff.nic_count = 2;
  auto line = std::make_unique<Line>();
  report_boot(line->text, handoff, 2047);
  EXPECT_NE(line->str().find(" tsc_hz=2600000000 tsc_invariant=1 tsc_verified=0 vtd=on nics=2 "
                             "memory_mib=2047"),
            std::string::npos)
      << line->str();

  mnet_net_stats stats = {};
  stats.size = sizeof stats;
  stats.steps = 1000;
  stats.worst_ticks = 300'000;
  stats.histogram[10] = 1000;
  Totals totals;
  totals.ok = 3;
  totals.failed = 1;
  totals.bytes = 99;
  totals.ticks = 2 * kHz;
  totals.start_ticks = kHz / 100;
  line = std::make_unique<Line>();
  report_done(line->text, totals, stats, kHz);
  EXPECT_EQ(line->str().rfind("MNET DONE ok=3 failed=1 worst_step_us=300 p999_step_us=", 0), 0u);
  EXPECT_NE(line->str().find(" steps=1000 bytes=99 ms=2000.000 exit_to_first_byte_ms=10.000"),
            std::string::npos);
}

TEST(Report, Steps) {
  mnet_net_stats stats = {};
  stats.size = sizeof stats;
  stats.steps = 12;
  stats.worst_ticks = 5000;
  stats.phase_ticks[MNET_STEP_RX] = 11;
  stats.worst_phase_ticks[MNET_STEP_COMPLETION] = 22;
  auto line = std::make_unique<Line>();
  report_steps(line->text, stats, kHz);
  EXPECT_EQ(line->str(),
            "MNET STEPS hz=1000000000 steps=12 worst=5000 rx=11 worst_rx=0 protocol=0 "
            "worst_protocol=0 tx=0 worst_tx=0 application=0 worst_application=0 completion=0 "
            "worst_completion=22 histogram=-");
  stats.histogram[0] = 1;
  stats.histogram[12] = 9;
  stats.histogram[39] = 2;
  line = std::make_unique<Line>();
  report_steps(line->text, stats, kHz);
  EXPECT_NE(line->str().find(" histogram=0:1,12:9,39:2"), std::string::npos) << line->str();
}

TEST(Report, ConfigurationMistakes) {
  const auto line = std::make_unique<Line>();
  report_config(line->text, 7, "unknown key 'x\"y'");
  EXPECT_EQ(line->str(), "MNET CONFIG line=7 error=\"unknown key 'x\\\"y'\"");
}

TEST(Report, MicrosecondsDoNotOverflow) {
  EXPECT_EQ(microseconds(~std::uint64_t{0} / 4, 3'000'000'000), 1537228672809129u);
  EXPECT_EQ(microseconds(5, 0), 0u);
}

}  // namespace
}  // namespace downloader::test
