// The table of places in the DMA region.
#include "nic/dma_layout.hpp"

#include <gtest/gtest.h>

#include <morpheusnet/nic.h>

namespace mnet {
namespace {

TEST(DmaLayout, PartsAreInOrderAlignedAndInside) {
  for (std::uint64_t length = MNET_NIC_DMA_MIN; length <= MNET_NIC_DMA_MAX; length += 52 * 1024) {
    DmaLayout layout;
    ASSERT_TRUE(dma_layout(length, &layout)) << length;
    std::uint64_t end = 0;
    for (std::uint32_t part = 0; part < kPartCount; ++part) {
      const DmaPlace &place = layout.parts[part];
      EXPECT_GE(place.offset, end) << part;
      EXPECT_EQ(place.offset % 64, 0u) << part;
      end = place.offset + place.length;
    }
    EXPECT_LE(end, length);
    EXPECT_LT(length - end, kBufferStride) << "nothing is wasted but a rest";
    EXPECT_EQ(layout.parts[kPartTxBuffers].offset % kBufferStride, 0u);
    EXPECT_EQ(layout.parts[kPartRxBuffers].offset % kBufferStride, 0u);
    EXPECT_EQ(layout.parts[kPartRxDescriptors].length, 16u * layout.rx_ring);
    EXPECT_EQ(layout.parts[kPartRxAvailable].length, 6u + 2 * layout.rx_ring);
    EXPECT_EQ(layout.parts[kPartRxUsed].length, 6u + 8 * layout.rx_ring);
    EXPECT_EQ(layout.parts[kPartTxBuffers].length, layout.tx_ring * kBufferStride);
    EXPECT_EQ(layout.parts[kPartRxBuffers].length, layout.rx_buffers * kBufferStride);
  }
}

// The table of docs/assembly-interface.md.
TEST(DmaLayout, TwoMebibytesAreDividedAsDocumented) {
  DmaLayout layout;
  ASSERT_TRUE(dma_layout(2 * 1024 * 1024, &layout));
  EXPECT_EQ(layout.rx_ring, 256u);
  EXPECT_EQ(layout.tx_ring, 128u);
  EXPECT_EQ(layout.rx_buffers, 891u);
  const DmaPlace expected[kPartCount] = {{0x0000, 4096},   {0x1000, 518},     {0x1240, 2054},
                                         {0x1A80, 2048},   {0x2280, 262},     {0x23C0, 1030},
                                         {0x2800, 262144}, {0x42800, 1824768}};
  for (std::uint32_t part = 0; part < kPartCount; ++part) {
    EXPECT_EQ(layout.parts[part].offset, expected[part].offset) << part;
    EXPECT_EQ(layout.parts[part].length, expected[part].length) << part;
  }
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
  EXPECT_FALSE(dma_layout(0, &layout));
  EXPECT_FALSE(dma_layout(4096, &layout));
  EXPECT_FALSE(dma_layout(128 * 1024, &layout));
  ASSERT_TRUE(dma_layout(MNET_NIC_DMA_MIN, &layout));
  EXPECT_GE(layout.rx_buffers, kRxBuffersMin);
}

}  // namespace
}  // namespace mnet
