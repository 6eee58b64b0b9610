// The table of places in the DMA region.
#include "nic/dma_layout.hpp"

#include <gtest/gtest.h>

#include <morpheusnet/nic.h>

namespace mnet {
namespace {

mnet_dma_region region(std::uint64_t length, std::uint64_t bus = 0) {
  return {nullptr, bus, length};
}

TEST(DmaLayout, PartsAreInOrderAlignedAndInside) {
  for (const std::uint64_t bus : {0x0ull, 0x100040ull, 0x1'0000'0FC0ull}) {
    for (std::uint64_t length = MNET_NIC_DMA_MIN; length <= MNET_NIC_DMA_MAX; length += 52 * 1024) {
      DmaLayout layout;
      ASSERT_TRUE(dma_layout(region(length, bus), 0, 0, &layout)) << length;
      std::uint64_t end = 0;
      for (std::uint32_t part = 0; part < kPartCount; ++part) {
        const DmaPlace &place = layout.parts[part];
        EXPECT_GE(place.offset, end) << part;
        EXPECT_EQ((bus + place.offset) % (part < kPartTxBuffers ? kDmaPage : kBufferStride), 0u)
            << part;
        end = place.offset + place.length;
      }
      EXPECT_LE(end, length);
      EXPECT_LT(length - end, kBufferStride) << "nothing is wasted but a rest";
      EXPECT_EQ(layout.parts[kPartTxBuffers].length, layout.tx_ring * kBufferStride);
      EXPECT_EQ(layout.parts[kPartRxBuffers].length, layout.rx_buffers * kBufferStride);
    }
  }
}

// The table of docs/assembly-interface.md.
TEST(DmaLayout, TwoMebibytesAreDividedAsDocumented) {
  DmaLayout layout;
  ASSERT_TRUE(dma_layout(region(2 * 1024 * 1024), 0, 0, &layout));
  EXPECT_EQ(layout.rx_ring, 256u);
  EXPECT_EQ(layout.tx_ring, 128u);
  EXPECT_EQ(layout.rx_buffers, 862u);
  const DmaPlace expected[kPartCount] = {
      {0x0, 32768}, {0x8000, 32768}, {0x10000, 4096}, {0x11000, 262144}, {0x51000, 1765376}};
  for (std::uint32_t part = 0; part < kPartCount; ++part) {
    EXPECT_EQ(layout.parts[part].offset, expected[part].offset) << part;
    EXPECT_EQ(layout.parts[part].length, expected[part].length) << part;
  }
}

TEST(DmaLayout, RingsAreAsSmallAsTheirUserLikes) {
  DmaLayout layout;
  ASSERT_TRUE(dma_layout(region(2 * 1024 * 1024), 16, 8, &layout));
  EXPECT_EQ(layout.rx_ring, 16u);
  EXPECT_EQ(layout.tx_ring, 8u);
  ASSERT_TRUE(dma_layout(region(2 * 1024 * 1024), 1024, 1024, &layout));
  EXPECT_EQ(layout.rx_ring, 256u);
  EXPECT_EQ(layout.tx_ring, 128u);
}

TEST(DmaLayout, TheTransmitRingGrowsWithTheRegion) {
  EXPECT_EQ(dma_tx_ring(MNET_NIC_DMA_MIN), 64u);
  EXPECT_EQ(dma_tx_ring(2 * 1024 * 1024 - 1), 64u);
  EXPECT_EQ(dma_tx_ring(2 * 1024 * 1024), 128u);
  EXPECT_EQ(dma_tx_ring(4 * 1024 * 1024), 256u);
  EXPECT_EQ(dma_tx_ring(~std::uint64_t{0}), 256u);
}

TEST(DmaLayout, TooLittleMemoryIsRefused) {
  DmaLayout layout;
  EXPECT_FALSE(dma_layout(region(0), 0, 0, &layout));
  EXPECT_FALSE(dma_layout(region(4096), 0, 0, &layout));
  EXPECT_FALSE(dma_layout(region(128 * 1024), 0, 0, &layout));
  ASSERT_TRUE(dma_layout(region(MNET_NIC_DMA_MIN), 0, 0, &layout));
  EXPECT_GE(layout.rx_buffers, kRxBuffersMin);
}

}  // namespace
}  // namespace mnet
