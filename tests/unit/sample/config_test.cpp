#include "config.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace downloader::test {
namespace {

struct Parsed {
  explicit Parsed(std::string input, std::uint32_t capacity = 16)
      : text(std::move(input)), downloads(capacity) {
    const std::size_t length = text.size();
    text.push_back('\x7F');  // the NUL goes here
    config.downloads = downloads.data();
    config.capacity = capacity;
    count = config_parse(
        text.data(), length, config,
        [](void *self, std::uint32_t line, std::string_view mistake) {
          static_cast<Parsed *>(self)->mistakes.emplace_back(line, mistake);
        },
        this);
  }
  const DownloadSpec &operator[](std::size_t i) const { return downloads[i]; }

  std::string text;
  std::vector<DownloadSpec> downloads;
  Config config;
  std::vector<std::pair<std::uint32_t, std::string>> mistakes;
  std::uint32_t count = 0;
};

constexpr char kOne[] = "[download]\nname = a\nurl = http://h/x\n";

// The one mistake of a text, as "line: what".
std::string mistake(const std::string &text) {
  const Parsed parsed(text);
  EXPECT_EQ(parsed.count, parsed.mistakes.size());
  if (parsed.mistakes.size() != 1) return std::to_string(parsed.mistakes.size()) + " mistakes";
  return std::to_string(parsed.mistakes[0].first) + ": " + parsed.mistakes[0].second;
}

void expect_mistake(const std::string &text, const std::string &begin) {
  const std::string found = mistake(text);
  EXPECT_EQ(found.substr(0, begin.size()), begin) << "in:\n" << text;
  EXPECT_GT(found.size(), 12u);
}

TEST(Config, ReadsEverything) {
  const Parsed p(
      "# a comment\n"
      "address = 192.0.2.7/24\n"
      "gateway = 192.0.2.1\n"
      "dns = 192.0.2.2 , 192.0.2.3\n"
      "dns_fallback = 198.51.100.1,198.51.100.2, 198.51.100.3\n"
      "hostname = boot-1.example\n"
      "on_done = qemu-exit\n"
      "exit_delay_ms = 1500\n"
      "dma_kib = 2048\n"
      "arena_kib = 1024\n"
      "log_level = debug\n"
      "\n"
      "[download]\n"
      "name = linux kernel\n"
      "url = http://h/x?a=b#c\n"
      "sha256 = 00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff\n"
      "store = none\n"
      "max_bytes = 18446744073709551615\n"
      "timeout_s = 60\n"
      "attempts = 16\n"
      "[ download ]\n"
      "url = http://h/y\n"
      "digest = sha256\n"
      "name = b\n"
      "[download]\n"
      "digest = none\n"
      "store = memory\n"
      "name = c\n"
      "url = http://h/z");
  ASSERT_TRUE(p.mistakes.empty()) << p.mistakes[0].first << ": " << p.mistakes[0].second;
  EXPECT_FALSE(p.config.dhcp);
  EXPECT_EQ(p.config.address.octet[3], 7);
  EXPECT_EQ(p.config.prefix_length, 24u);
  EXPECT_EQ(p.config.gateway.octet[3], 1);
  ASSERT_EQ(p.config.dns_count, 2u);
  EXPECT_EQ(p.config.dns[1].octet[3], 3);
  ASSERT_EQ(p.config.fallback_count, 3u);
  EXPECT_EQ(p.config.fallback[2].octet[3], 3);
  EXPECT_STREQ(p.config.hostname, "boot-1.example");
  EXPECT_EQ(p.config.on_done, OnDone::kQemuExit);
  EXPECT_EQ(p.config.exit_delay_ms, 1500u);
  EXPECT_EQ(p.config.dma_kib, 2048u);
  EXPECT_EQ(p.config.arena_kib, 1024u);
  EXPECT_EQ(p.config.log_level, static_cast<std::uint32_t>(MNET_LOG_DEBUG));
  ASSERT_EQ(p.config.count, 3u);
  EXPECT_EQ(p[0].name, "linux kernel");
  EXPECT_STREQ(p[0].url, "http://h/x?a=b#c");
  EXPECT_TRUE(p[0].verify);
  EXPECT_TRUE(p[0].digest);
  EXPECT_EQ(p[0].sha256[10], 0xAA);
  EXPECT_EQ(p[0].sha256[31], 0xFF);
  EXPECT_EQ(p[0].store, Store::kNone);
  EXPECT_EQ(p[0].max_bytes, ~std::uint64_t{0});
  EXPECT_EQ(p[0].timeout_s, 60u);
  EXPECT_EQ(p[0].attempts, 16u);
  EXPECT_TRUE(p[1].digest);
  EXPECT_FALSE(p[1].verify);
  EXPECT_STREQ(p[2].url, "http://h/z") << "the last line needs no end";
  EXPECT_FALSE(p[2].digest);
  EXPECT_EQ(p[2].line, 25u);
}

TEST(Config, DefaultsAreThoseOfTheDocumentation) {
  const Parsed p(kOne);
  ASSERT_TRUE(p.mistakes.empty());
  EXPECT_TRUE(p.config.dhcp);
  EXPECT_EQ(p.config.on_done, OnDone::kPowerOff);
  EXPECT_EQ(p.config.exit_delay_ms, 0u);
  EXPECT_EQ(p.config.hostname, nullptr);
  EXPECT_EQ(p[0].store, Store::kMemory);
  EXPECT_FALSE(p[0].digest);
  EXPECT_EQ(p[0].max_bytes, 0u);
  EXPECT_EQ(p[0].timeout_s, 0u);
}

TEST(Config, ToleratesOtherEditors) {
  const Parsed p(
      "\xEF\xBB\xBF  on_done   =\thalt  \r\n\r\n  # x\r\n\t[download]\r\n name=a\r\n "
      "url=http://h/x "
      "\r\n");
  ASSERT_TRUE(p.mistakes.empty()) << p.mistakes[0].second;
  EXPECT_EQ(p.config.on_done, OnDone::kHalt);
  EXPECT_EQ(p[0].name, "a");
  EXPECT_STREQ(p[0].url, "http://h/x");
}

TEST(Config, NamesTheLineOfEachMistake) {
  const std::string one = kOne;
  expect_mistake("colour = blue\n" + one, "1: unknown key 'colour'");
  expect_mistake(one + "stor = none\n", "4: unknown key 'stor'");
  expect_mistake(one + "store = disk\n", "4: expected memory or none");
  expect_mistake(one + "sha256 = 12345\n", "4: expected 64 hexadecimal digits");
  expect_mistake(one + "sha256 = " + std::string(63, 'a') + "g\n", "4: expected 64");
  expect_mistake(one + "digest = md5\n", "4: expected sha256 or none");
  expect_mistake(one + "timeout_s = 0\n", "4: expected a whole number from 1 to 1000000");
  expect_mistake(one + "timeout_s = 1.5\n", "4: expected a whole number");
  expect_mistake(one + "max_bytes = 18446744073709551616\n", "4: expected a whole number");
  expect_mistake(one + "max_bytes = -1\n", "4: expected a whole number");
  expect_mistake(one + "attempts = 17\n", "4: expected a whole number from 1 to 16");
  expect_mistake(one + "just words\n", "4: expected 'key = value'");
  expect_mistake(one + "= x\n", "4: unknown key ''");
  expect_mistake(one + "name = b\n", "4: name is given twice, first in line 2");
  expect_mistake("on_done = explode\n" + one, "1: expected poweroff");
  expect_mistake("on_done = halt\non_done = halt\n" + one, "2: on_done is given twice");
  expect_mistake("address = 300.1.2.3/24\n" + one, "1: expected dhcp, or an address");
  expect_mistake("address = 10.0.0.1\n" + one, "1: expected dhcp");
  expect_mistake("address = 10.0.0.1/32\n" + one, "1: expected dhcp");
  expect_mistake("dns = 1.2.3.4, 5.6.7.8, 9.9.9.9\n" + one, "1: expected one or two");
  expect_mistake("dns =\n" + one, "1: expected one or two");
  expect_mistake("dns_fallback = 1.2.3.4,,5.6.7.8\n" + one, "1: expected one to eight");
  expect_mistake("gateway = 1.2.3.4\n" + one, "1: gateway is for a fixed address");
  for (const char *nic : {"8", "-1", "eth0", "", "52:54:00:12:34", "52:54:00:12:34:5g",
                          "52:54:00:12:34:56:78", "52-54-00-12-34-56", "00:20.0", "00:03.8",
                          "00:3.0", "0:00:03.0", "000g:00:03.0", "00:03:0"}) {
    expect_mistake("nic = " + std::string(nic) + "\n" + one, "1: expected a MAC address");
  }
  expect_mistake("hostname = a_b\n" + one, "1: expected a host name");
  expect_mistake("[upload]\nname = b\n" + one, "1: unknown section");
  expect_mistake("[download\n" + one, "1: unknown section");
  expect_mistake("[]\n" + one, "1: unknown section");
  expect_mistake("[\n" + one, "1: unknown section");
  expect_mistake(one + "\n[download]\nname = b\n", "5: this [download] has no url");
  expect_mistake("[download]\nurl = http://h/x\n", "1: this [download] has no name");
  expect_mistake("[download]\nname = \nurl = http://h/x\n", "2: expected a name of 1 to 128");
  expect_mistake("[download]\nname = a\nurl = \n", "3: expected a URL of 1 to 2048");
  expect_mistake(std::string("on_done = halt\0\n", 16) + one, "1: there is a zero byte");
  expect_mistake("", "1: there is no [download] section");
  expect_mistake("on_done = halt\n", "1: there is no [download] section");
}

NicChoice nic_of(const std::string &value) {
  const Parsed p("nic = " + value + "\n" + kOne);
  EXPECT_TRUE(p.mistakes.empty()) << value;
  return p.config.nic;
}

TEST(Config, ChoosesACardInThreeWays) {
  EXPECT_EQ(Parsed(kOne).config.nic.by, NicChoice::By::kAll);
  const NicChoice mac = nic_of("52:54:00:aB:Cd:0f");
  EXPECT_EQ(mac.by, NicChoice::By::kMac);
  EXPECT_EQ(std::vector<unsigned>(mac.mac, mac.mac + 6),
            (std::vector<unsigned>{0x52, 0x54, 0, 0xAB, 0xCD, 0x0F}));
  const NicChoice place = nic_of("3a:1f.7");
  EXPECT_EQ(place.by, NicChoice::By::kPci);
  EXPECT_EQ(place.pci.segment, 0);
  EXPECT_EQ(place.pci.bus, 0x3A);
  EXPECT_EQ(place.pci.device, 0x1F);
  EXPECT_EQ(place.pci.function, 7);
  EXPECT_EQ(nic_of("1234:3a:1f.7").pci.segment, 0x1234);
  const NicChoice number = nic_of("7");
  EXPECT_EQ(number.by, NicChoice::By::kIndex);
  EXPECT_EQ(number.index, 7u);
}

TEST(Config, SuggestsTheNearestKey) {
  const std::string one = kOne;
  EXPECT_NE(mistake("adress = dhcp\n" + one).find("nearest is address"), std::string::npos);
  EXPECT_NE(mistake("dnsfallback = 1.2.3.4\n" + one).find("nearest is dns_fallback"),
            std::string::npos);
  EXPECT_NE(mistake(one + "sha265 = x\n").find("nearest is sha256"), std::string::npos);
  EXPECT_NE(mistake(one + "timeout = 3\n").find("nearest is timeout_s"), std::string::npos);
  EXPECT_NE(mistake(std::string(5000, 'k') + " = 1\n" + one).find("nearest is"), std::string::npos);
}

TEST(Config, ReadsOnAfterAMistake) {
  const Parsed p(std::string("colour = blue\nadress = x\non_done = reset\n") + kOne +
                 "store = x\n");
  EXPECT_EQ(p.mistakes.size(), 3u);
  EXPECT_EQ(p.mistakes[2].first, 7u);
  EXPECT_EQ(p.config.on_done, OnDone::kReset);
  EXPECT_EQ(p.config.count, 1u);
}

TEST(Config, LimitsAreExact) {
  const std::string name(kNameMax, 'n'), url = "http://h/" + std::string(MNET_URL_MAX - 9, 'u');
  const Parsed fits("[download]\nname = " + name + "\nurl = " + url + "\n");
  EXPECT_TRUE(fits.mistakes.empty());
  EXPECT_EQ(fits[0].name, name);
  EXPECT_EQ(std::string(fits[0].url), url);
  expect_mistake("[download]\nname = " + name + "n\nurl = http://h/\n", "2: expected a name");
  expect_mistake("[download]\nname = a\nurl = " + url + "u\n", "3: expected a URL");
  expect_mistake("hostname = " + std::string(64, 'h') + "\n" + kOne, "1: expected a host name");
}

TEST(Config, SeveralAtATimeNeedToKnowHowMuchMemoryEachTakes) {
  const std::string one = "[download]\nname = a\nurl = http://h/\n";
  const Parsed p("parallel = 8\n" + one + "max_bytes = 1\n" + one + "store = none\n");
  EXPECT_TRUE(p.mistakes.empty());
  EXPECT_EQ(p.config.parallel, 8u);
  EXPECT_EQ(Parsed(one).config.parallel, 1u);
  expect_mistake("parallel = 2\n" + one, "2: with parallel, a [download] into memory needs");
  EXPECT_TRUE(Parsed("parallel = 1\n" + one).mistakes.empty());
  expect_mistake("parallel = 9\n" + one + "store = none\n",
                 "1: expected a whole number from 1 to 8");
  expect_mistake("parallel = 0\n" + one + "store = none\n",
                 "1: expected a whole number from 1 to 8");
}

TEST(Config, ManyDownloads) {
  std::string text = "on_done = halt\n";
  for (unsigned i = 0; i < kDownloadsMax; ++i) {
    text +=
        "[download]\nname = n" + std::to_string(i) + "\nurl = http://h/" + std::to_string(i) + "\n";
  }
  const Parsed p(text, kDownloadsMax);
  ASSERT_TRUE(p.mistakes.empty());
  ASSERT_EQ(p.config.count, kDownloadsMax);
  EXPECT_EQ(p[kDownloadsMax - 1].name, "n1023");
  EXPECT_STREQ(p[0].url, "http://h/0");

  const Parsed full(text + "[download]\nname = more\nurl = http://h/\n[download]\n", kDownloadsMax);
  ASSERT_EQ(full.mistakes.size(), 2u) << "each surplus section is one mistake";
  EXPECT_EQ(full.config.count, kDownloadsMax);
}

TEST(Config, EveryPrefixOfAFileEndsWell) {
  const std::string text =
      std::string("address = 10.0.0.1/8\ndns = 1.1.1.1, 2.2.2.2\n[download]\n") +
      "name = a b\nurl = http://h/x\nsha256 = " + std::string(64, '0') + "\n";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const Parsed p(text.substr(0, length));
    EXPECT_EQ(p.count, p.mistakes.size());
    for (const auto &[line, what] : p.mistakes) {
      EXPECT_GE(line, 1u);
      EXPECT_LE(line, 7u);
      EXPECT_FALSE(what.empty());
    }
  }
}

TEST(Config, ArbitraryBytesEndWell) {
  std::uint32_t random = 12345;
  const std::string alphabet = "[]=# \t\r\n.,/0129azdownloadnameurl\xEF\xBB\xBF\xFF";
  for (unsigned round = 0; round < 2000; ++round) {
    std::string text;
    for (unsigned i = 0; i < 60; ++i) {
      random = random * 1664525 + 1013904223;
      text += alphabet[(random >> 16) % alphabet.size()];
    }
    const Parsed p(text, 2);
    EXPECT_EQ(p.count, p.mistakes.size());
    EXPECT_LE(p.config.count, 2u);
  }
}

}  // namespace
}  // namespace downloader::test
