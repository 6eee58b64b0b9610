// QEMU's qtest protocol: reads and writes of a machine's registers over a socket.
// Spec: QEMU, "QTest Device Emulation Testing Framework" (docs/devel/testing/qtest.rst)
#pragma once

#include <cstddef>
#include <cstdint>

namespace mnet::test {

class QtestClient {
 public:
  enum class Space { kMemory, kPort };

  // Takes the socket over.
  explicit QtestClient(int socket);
  ~QtestClient();
  QtestClient(const QtestClient &) = delete;
  QtestClient &operator=(const QtestClient &) = delete;

  // All ones once the other side is gone, as a removed card answers.
  std::uint32_t read(Space space, std::uint64_t address, unsigned width);
  // Returns before the device has seen it, as a bus posts writes; a read waits for those before it.
  void post(Space space, std::uint64_t address, unsigned width, std::uint32_t value);
  void write(Space space, std::uint64_t address, unsigned width, std::uint32_t value);

  // Until everything posted has been carried out. One turn of QEMU's main loop at least.
  void sync();

  bool alive() const { return alive_; }
  std::uint64_t round_trips() const { return round_trips_; }
  std::uint64_t reads() const { return reads_; }
  std::uint64_t writes() const { return writes_; }

 private:
  void send(const char *line, int length);
  std::uint64_t answer();
  bool fill();

  int socket_;
  bool alive_ = true;
  bool trace_;
  unsigned outstanding_ = 0;
  std::uint64_t round_trips_ = 0;
  std::uint64_t reads_ = 0;
  std::uint64_t writes_ = 0;
  std::size_t held_ = 0;
  char buffer_[1024];
};

}  // namespace mnet::test
