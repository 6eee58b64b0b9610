#include "oracle/qemu.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "nic/enumerate.hpp"
#include "platform/pci.hpp"

namespace mnet::test {
namespace {

using Space = QtestClient::Space;

constexpr mnet_pci_address kAddress = {0, 0, 3, 0, {}};
constexpr std::size_t kGuard = 64 * 1024;
constexpr std::uint64_t kStepMax = 2'000'000;  // ns of a pause that count
constexpr std::size_t kDatagramMax = 65536;

[[noreturn]] void give_up(const char *what) {
  std::perror(what);
  std::abort();
}

int memory_file(const char *name, std::uint64_t length) {
  const int file = memfd_create(name, 0);
  if (file < 0 || ftruncate(file, static_cast<off_t>(length)) != 0) give_up(name);
  return file;
}

// Our end is closed in children, the other one is theirs.
void make_pair(int type, int *ours, int *theirs) {
  int ends[2];
  if (socketpair(AF_UNIX, type, 0, ends) != 0) give_up("socketpair");
  *ours = ends[0];
  *theirs = ends[1];
  fcntl(*ours, F_SETFD, FD_CLOEXEC);
}

std::string file_path(int file) { return "/proc/self/fd/" + std::to_string(file); }

std::uint32_t config_port(const mnet_pci_address &address, std::uint32_t offset) {
  return 0x80000000u | std::uint32_t{address.bus} << 16 | std::uint32_t{address.device} << 11 |
         std::uint32_t{address.function} << 8 | (offset & 0xFCu);
}

std::string mac_text() {
  char text[18];
  const auto &mac = Qemu::kMac;
  std::snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
                mac[4], mac[5]);
  return text;
}

}  // namespace

std::string qemu_program() {
  const char *given = std::getenv("MNET_QEMU");
  if (given != nullptr && *given != '\0') return access(given, X_OK) == 0 ? given : "";
  const char *path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string program = folder + "/qemu-system-x86_64";
    if (access(program.c_str(), X_OK) == 0) return program;
  }
  return "";
}

// One BAR, whose accesses become qtest commands.
class Qemu::Registers : public MmioDevice, public PortDevice {
 public:
  Registers(QtestClient &qtest, const mnet_pci_bar &bar) : qtest_(qtest), bar_(bar) {
    if ((bar.flags & MNET_BAR_IO) != 0) {
      ports_ = std::make_unique<PortWindow>(*this, static_cast<std::uint16_t>(bar.bus),
                                            static_cast<std::uint32_t>(bar.length));
    } else {
      memory_ = std::make_unique<MmioWindow>(*this, bar.length);
    }
  }

  // The CPU's address of that piece, nullptr unless all of it lies in this BAR.
  std::uint8_t *map(std::uint64_t bus, std::uint64_t length) const {
    if (memory_ == nullptr || bus < bar_.bus || length > bar_.length) return nullptr;
    return bus - bar_.bus <= bar_.length - length ? memory_->base() + (bus - bar_.bus) : nullptr;
  }

  std::uint32_t mmio_read(std::uint64_t offset, unsigned width) override {
    return qtest_.read(Space::kMemory, bar_.bus + offset, width);
  }
  void mmio_write(std::uint64_t offset, unsigned width, std::uint32_t value) override {
    qtest_.post(Space::kMemory, bar_.bus + offset, width, value);
  }
  std::uint32_t port_read(std::uint16_t port, unsigned width) override {
    return qtest_.read(Space::kPort, port, width);
  }
  void port_write(std::uint16_t port, unsigned width, std::uint32_t value) override {
    qtest_.write(Space::kPort, port, width, value);  // ports are not posted
  }

 private:
  QtestClient &qtest_;
  mnet_pci_bar bar_;
  std::unique_ptr<MmioWindow> memory_;
  std::unique_ptr<PortWindow> ports_;
};

Qemu::Qemu(const QemuOptions &options) {
  share_memory();
  start(options);
  make_platform();
  assign_bars();
  if (nic_enumerate(&platform_, &info_, 1) != 1 || info_.pci.device != kAddress.device) {
    std::fprintf(stderr, "QEMU shows no card where one was asked for. %s\n", messages().c_str());
    std::abort();
  }
  open_windows();
}

Qemu::~Qemu() {
  registers_.clear();
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  for (const Mapping &mapping : mappings_) munmap(mapping.address, mapping.length);
  munmap(ram_, kRamBytes);
  for (const int file : {ram_file_, rom_file_, error_file_, wire_, control_}) close(file);
}

void Qemu::share_memory() {
  ram_file_ = memory_file("ram", kRamBytes);
  void *memory = mmap(nullptr, kRamBytes, PROT_READ | PROT_WRITE, MAP_SHARED, ram_file_, 0);
  if (memory == MAP_FAILED) give_up("mmap");
  ram_ = static_cast<std::uint8_t *>(memory);
  // cli; halt: hlt; jmp halt, wherever the processor starts.
  constexpr std::size_t kRomBytes = 65536;
  std::string rom;
  while (rom.size() < kRomBytes) rom += "\xFA\xF4\xEB\xFD";
  rom_file_ = memory_file("rom", 0);
  if (write(rom_file_, rom.data(), rom.size()) != static_cast<ssize_t>(rom.size())) {
    give_up("rom");
  }
  error_file_ = memory_file("messages", 0);
}

void Qemu::start(const QemuOptions &options) {
  int qtest, registers, frames, control;
  make_pair(SOCK_STREAM, &qtest, &registers);
  make_pair(SOCK_STREAM, &control_, &control);
  make_pair(SOCK_DGRAM, &wire_, &frames);
  fcntl(wire_, F_SETFL, O_NONBLOCK);
  if (options.wire_buffer != 0) {
    for (const int end : {wire_, frames}) {
      setsockopt(end, SOL_SOCKET, SO_SNDBUF, &options.wire_buffer, sizeof(options.wire_buffer));
    }
  }
  std::vector<std::string> arguments = {
      qemu_program(),
      "-machine",
      options.machine + ",memory-backend=ram",
      "-accel",
      "tcg",
      "-m",
      std::to_string(kRamBytes >> 20),
      "-nodefaults",
      "-no-user-config",
      "-display",
      "none",
      "-monitor",
      "none",
      "-bios",
      file_path(rom_file_),
      "-object",
      "memory-backend-file,id=ram,share=on,size=" + std::to_string(kRamBytes) +
          ",mem-path=" + file_path(ram_file_),
      "-qtest",
      "stdio",
      "-qtest-log",
      "none",
      "-chardev",
      "socket,id=control,fd=" + std::to_string(control),
      "-mon",
      "chardev=control,mode=control",
      "-netdev",
      "dgram,id=wire,local.type=fd,local.str=" + std::to_string(frames),
      "-device",
      options.device + ",netdev=wire,id=nic0,addr=3,romfile=,mac=" + mac_text()};
  if (const char *more = std::getenv("MNET_ORACLE_QEMU")) {
    std::istringstream words(more);
    for (std::string word; words >> word;) arguments.push_back(word);
  }
  process_ = fork();
  if (process_ < 0) give_up("fork");
  if (process_ == 0) run_child(arguments, registers);
  for (const int end : {registers, frames, control}) close(end);
  qtest_ = std::make_unique<QtestClient>(qtest);
  command("{\"execute\":\"qmp_capabilities\"}\n");
}

void Qemu::run_child(const std::vector<std::string> &arguments, int registers) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(registers, 0);
  dup2(registers, 1);
  if (std::getenv("MNET_ORACLE_QEMU") == nullptr) dup2(error_file_, 2);
  std::vector<char *> words;
  for (const std::string &word : arguments) words.push_back(const_cast<char *>(word.c_str()));
  words.push_back(nullptr);
  execv(words[0], words.data());
  _exit(127);
}

std::string Qemu::messages() const {
  std::string text(4096, '\0');
  const ssize_t length = pread(error_file_, text.data(), text.size(), 0);
  text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return text;
}

mnet_dma_region Qemu::dma(std::uint64_t bus, std::uint64_t length) {
  const std::size_t whole = length + 2 * kGuard;
  void *area = mmap(nullptr, whole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (area == MAP_FAILED) give_up("mmap");
  mappings_.push_back({area, whole});
  void *memory = mmap(static_cast<std::uint8_t *>(area) + kGuard, length, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_FIXED, ram_file_, static_cast<off_t>(bus));
  if (memory == MAP_FAILED) give_up("mmap");
  return {memory, bus, length};
}

namespace {

Qemu &machine(void *context) { return *static_cast<Qemu *>(context); }

std::uint32_t MNET_API pci_read(void *context, const mnet_pci_address *address,
                                std::uint32_t offset, std::uint32_t width) {
  QtestClient &qtest = machine(context).qtest();
  if (offset >= 256) return 0xFFFFFFFFu;
  qtest.post(Space::kPort, 0xCF8, 4, config_port(*address, offset));
  return qtest.read(Space::kPort, 0xCFC + (offset & 3), width);
}

void MNET_API pci_write(void *context, const mnet_pci_address *address, std::uint32_t offset,
                        std::uint32_t width, std::uint32_t value) {
  QtestClient &qtest = machine(context).qtest();
  if (offset >= 256) return;
  qtest.post(Space::kPort, 0xCF8, 4, config_port(*address, offset));
  qtest.write(Space::kPort, 0xCFC + (offset & 3), width, value);
}

void MNET_API write_log(void *context, std::uint32_t, const char *text, std::uint32_t length) {
  machine(context).log.emplace_back(text, length);
}

}  // namespace

void Qemu::make_platform() {
  platform_.size = sizeof(platform_);
  platform_.context = this;
  platform_.pci_read = pci_read;
  platform_.pci_write = pci_write;
  platform_.map_mmio = [](void *context, std::uint64_t bus, std::uint64_t length)
                           MNET_API -> void * {
    for (const auto &registers : machine(context).registers_) {
      if (std::uint8_t *address = registers->map(bus, length)) return address;
    }
    return nullptr;
  };
  platform_.counter_hz = 1'000'000'000;
  platform_.log = write_log;
}

std::uint32_t Qemu::config_read(std::uint32_t offset, unsigned width) const {
  return platform_.pci_read(platform_.context, &kAddress, offset, width);
}

void Qemu::config_write(std::uint32_t offset, unsigned width, std::uint32_t value) {
  platform_.pci_write(platform_.context, &kAddress, offset, width, value);
}

// What firmware does: an address for every BAR, each at a multiple of its length.
void Qemu::assign_bars() {
  for (unsigned index = 0; index < 6; ++index) {
    const std::uint32_t at = pci::kBar0 + 4 * index;
    config_write(at, 4, 0xFFFFFFFFu);
    const std::uint32_t low = config_read(at, 4);
    if (low == 0) continue;
    const bool ports = (low & 1) != 0;
    const bool wide = !ports && (low & 6) == 4;
    std::uint64_t mask = low & (ports ? ~3u : ~15u);
    if (wide) config_write(at + 4, 4, 0xFFFFFFFFu);
    mask |= std::uint64_t{wide ? config_read(at + 4, 4) : 0xFFFFFFFFu} << 32;
    const std::uint64_t address = place_bar(mask, wide, ports);
    config_write(at, 4, static_cast<std::uint32_t>(address));
    if (!wide) continue;
    config_write(at + 4, 4, static_cast<std::uint32_t>(address >> 32));
    ++index;
  }
}

std::uint64_t Qemu::place_bar(std::uint64_t mask, bool wide, bool ports) {
  std::uint64_t &next = ports ? next_port_ : wide ? next_wide_ : next_memory_;
  const std::uint64_t length = ~mask + 1;
  const std::uint64_t address = (next + length - 1) & mask;
  next = address + length;
  return address;
}

void Qemu::open_windows() {
  for (const mnet_pci_bar &bar : info_.bars) {
    if (bar.length != 0) registers_.push_back(std::make_unique<Registers>(*qtest_, bar));
  }
}

std::uint64_t Qemu::now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  const std::uint64_t clock = static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
                              static_cast<std::uint64_t>(time.tv_nsec);
  const std::uint64_t passed = clock_ == 0 ? 1 : clock - clock_;
  clock_ = clock;
  now_ += passed < kStepMax ? passed : kStepMax;
  return now_;
}

bool Qemu::send(std::span<const std::uint8_t> frame) {
  return ::send(wire_, frame.data(), frame.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(frame.size());
}

bool Qemu::receive(Frame *frame) {
  frame->resize(kDatagramMax);
  const ssize_t length = recv(wire_, frame->data(), frame->size(), 0);
  frame->resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return length > 0;
}

void Qemu::wait(int ms) {
  pollfd wire = {wire_, POLLIN, 0};
  poll(&wire, 1, ms);
}

// Sends a command of the control protocol and takes what comes until its answer.
void Qemu::command(const std::string &text) {
  if (::send(control_, text.data(), text.size(), MSG_NOSIGNAL) < 0) return;
  std::string answer;
  while (answer.find("\"return\"") == std::string::npos) {
    char piece[1024];
    const ssize_t length = recv(control_, piece, sizeof(piece), 0);
    if (length <= 0 || answer.find("\"error\"") != std::string::npos) {
      std::fprintf(stderr, "QEMU: %s%s\n%s", text.c_str(), answer.c_str(), messages().c_str());
      std::abort();
    }
    answer.append(piece, static_cast<std::size_t>(length));
  }
}

void Qemu::set_link(bool up) {
  command(std::string("{\"execute\":\"set_link\",\"arguments\":{\"name\":\"nic0\",\"up\":") +
          (up ? "true" : "false") + "}}\n");
}

}  // namespace mnet::test
