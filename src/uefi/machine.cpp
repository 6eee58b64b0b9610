#include "uefi/machine.hpp"

#include "core/asm_cpu.hpp"
#include "platform/hardware.hpp"
#include "uefi/asm_machine.hpp"
#include "uefi/machine_map.hpp"

namespace mnet {
namespace {

// Intel SDM volume 3, 2.5 and 2.2.1.
constexpr std::uint64_t kCr0MonitorCoprocessor = 1u << 1;
constexpr std::uint64_t kCr0Emulation = 1u << 2;
constexpr std::uint64_t kCr0TaskSwitched = 1u << 3;
constexpr std::uint64_t kCr0WriteProtect = 1u << 16;
constexpr std::uint64_t kCr4GlobalPages = 1u << 7;
constexpr std::uint64_t kCr4SaveSse = 1u << 9;
constexpr std::uint64_t kCr4SseExceptions = 1u << 10;
constexpr std::uint64_t kCr4FiveLevels = 1u << 12;
constexpr std::uint64_t kCr4ProcessContext = 1u << 17;
constexpr std::uint64_t kCr4ShadowStacks = 1u << 23;
constexpr std::uint32_t kMsrEfer = 0xC000'0080;
constexpr std::uint64_t kEferNoExecute = 1u << 11;
constexpr std::uint32_t kMsrPageAttributes = 0x277;

// CPUID leaf 80000001h, EDX.
constexpr std::uint32_t kLeafExtended = 0x8000'0001;
constexpr std::uint32_t kCpuidNoExecute = 1u << 20;
constexpr std::uint32_t kCpuidGigabytePages = 1u << 26;

PagingFeatures paging_features() {
  const Hardware hardware = real_hardware();
  const CpuidResult cpu = hardware.cpuid(hardware.context, kLeafExtended, 0);
  return {.gigabyte_pages = (cpu.edx & kCpuidGigabytePages) != 0,
          .no_execute = (cpu.edx & kCpuidNoExecute) != 0,
          .five_levels = (asm_read_cr4() & kCr4FiveLevels) != 0};
}

void switch_page_tables(const PagingFeatures &features, std::uint64_t root) {
  // Shadow stacks go first: they would object to the new stack, and CR0.WP cannot change with them.
  std::uint64_t cr4 = asm_read_cr4();
  cr4 &= ~(kCr4ShadowStacks | kCr4ProcessContext);
  asm_write_cr4(cr4);
  if (features.no_execute) asm_write_msr(kMsrEfer, asm_read_msr(kMsrEfer) | kEferNoExecute);
  // Firmware's tables leave the one entry that changes unused, and the TLB is emptied below.
  asm_write_msr(kMsrPageAttributes, kPageAttributeTable);
  asm_write_cr4(cr4 & ~kCr4GlobalPages);
  asm_write_cr3(root);
  asm_write_cr0(asm_read_cr0() | kCr0WriteProtect);
}

// SSE state, as the SDM's volume 3, 13.1.3 and 13.1.4 have it. Firmware has enabled it for its own
// use; that is made sure of rather than believed, because the library is told to rely on it. Every
// x86-64 has SSE. Exception handlers touch general registers only, so nothing has to be saved.
void enable_simd(mnet_handoff &handoff) {
  asm_write_cr0((asm_read_cr0() & ~(kCr0Emulation | kCr0TaskSwitched)) | kCr0MonitorCoprocessor);
  asm_write_cr4(asm_read_cr4() | kCr4SaveSse | kCr4SseExceptions);
  handoff.flags |= MNET_HANDOFF_SIMD_ENABLED;
}

// On the new stack, still in firmware's descriptor tables.
MNET_API void begin(void *argument) {
  auto &machine = *static_cast<Machine *>(argument);
  asm_load_descriptor_tables(machine.gdt, sizeof machine.gdt - 1, machine.idt,
                             sizeof machine.idt - 1);
  g_machine = &machine;
  machine.main(machine.config.context, machine.handoff);
}

}  // namespace

std::uint64_t machine_memory_size(const mnet_handoff &handoff) {
  return sizeof(Machine) + machine_map_bound(handoff);
}

Status machine_take_over(mnet_handoff &handoff, const mnet_machine_config &config,
                         mnet_machine_main main) {
  if (handoff.page_tables_size < sizeof(Machine)) return MNET_E_NO_MEMORY;
  const PagingFeatures features = paging_features();
  PageTables tables(handoff.page_tables + sizeof(Machine),
                    handoff.page_tables_size - sizeof(Machine), features);
  if (!machine_map_build(handoff, tables)) return MNET_E_NO_MEMORY;

  asm_interrupts_off();
  auto &machine = *reinterpret_cast<Machine *>(handoff.page_tables);
  __builtin_memset(&machine, 0, sizeof machine);
  machine.handoff = &handoff;
  machine.config = config;
  machine.main = main;
  machine_tables_build(machine);
  switch_page_tables(features, tables.root());
  enable_simd(handoff);
  asm_enter_on_stack(handoff.stack_top, begin, &machine);
}

}  // namespace mnet
