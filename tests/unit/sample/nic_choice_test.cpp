// The card that the configuration means among those of the hand-off.
#include "nic_choice.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>

#include "config_values.hpp"
#include "report.hpp"

namespace downloader::test {
namespace {

class NicChoiceTest : public testing::Test {
 protected:
  void add(std::uint8_t bus, std::uint8_t device, std::uint8_t last_of_mac) {
    mnet_nic_info &card = handoff->nics[handoff->nic_count++];
    card.pci.bus = bus;
    card.pci.device = device;
    const std::uint8_t mac[6] = {0x52, 0x54, 0, 0, 0, last_of_mac};
    std::memcpy(card.mac, mac, sizeof mac);
    card.mac_known = last_of_mac != 0;
  }
  std::int32_t find(const char *text) {
    EXPECT_TRUE(parse_nic_choice(text, choice)) << text;
    return find_nic(choice, *handoff);
  }
  std::string explanation() {
    char buffer[kDetailMax];
    Text line(buffer);
    explain_choice(line, choice, *handoff);
    return std::string(line.view());
  }
  std::unique_ptr<mnet_handoff> handoff = std::make_unique<mnet_handoff>();
  NicChoice choice;
};

TEST_F(NicChoiceTest, FindsTheCardThatIsMeant) {
  add(0, 2, 0);
  add(0, 3, 0x56);
  add(1, 0, 0x57);
  EXPECT_EQ(find("52:54:00:00:00:57"), 2);
  EXPECT_EQ(find("00:03.0"), 1);
  EXPECT_EQ(find("0000:01:00.0"), 2);
  EXPECT_EQ(find("0"), 0);
  EXPECT_EQ(find("0001:01:00.0"), -1) << "another segment";
  EXPECT_EQ(find("01:00.1"), -1);
  EXPECT_EQ(find("3"), -1);
}

TEST_F(NicChoiceTest, AnUnknownAddressMatchesNothing) {
  add(0, 2, 0);
  EXPECT_EQ(find("52:54:00:00:00:00"), -1);
  EXPECT_EQ(find("00:00:00:00:00:00"), -1);
}

TEST_F(NicChoiceTest, TellsWhatThereIs) {
  find("5");
  EXPECT_EQ(explanation(), "no card is the one of nic = 5; there are none");
  add(0, 2, 0);
  EXPECT_EQ(explanation(), "no card is the one of nic = 5; there is 0: 00:02.0");
  add(0, 3, 0x56);
  EXPECT_EQ(explanation(),
            "no card is the one of nic = 5; there are 0: 00:02.0, 1: 00:03.0 52:54:00:00:00:56");
}

TEST_F(NicChoiceTest, AFullListFitsItsLine) {
  for (unsigned i = 0; i < MNET_HANDOFF_NICS_MAX; ++i) add(0, static_cast<std::uint8_t>(i), 1);
  find("0000:01:00.0");
  EXPECT_TRUE(explanation().ends_with("7: 00:07.0 52:54:00:00:00:01")) << explanation();
}

}  // namespace
}  // namespace downloader::test
