// Small conveniences over boot services that the steps of gathering share.
#pragma once

#include <cstdint>
#include <span>

#include "uefi/efi.hpp"

namespace mnet {

struct Firmware {
  efi::Handle image;
  efi::SystemTable *system;
  efi::BootServices &boot() const { return *system->boot_services; }
};

// The interface that `handle` has for `guid`, or nullptr.
template <typename T>
T *interface_of(const Firmware &firmware, efi::Handle handle, const efi::Guid &guid) {
  void *interface = nullptr;
  if (firmware.boot().handle_protocol(handle, &guid, &interface) != efi::kSuccess) return nullptr;
  return static_cast<T *>(interface);
}

// The first instance of a protocol, or nullptr.
template <typename T>
T *first_interface(const Firmware &firmware, const efi::Guid &guid) {
  void *interface = nullptr;
  if (firmware.boot().locate_protocol(&guid, nullptr, &interface) != efi::kSuccess) return nullptr;
  return static_cast<T *>(interface);
}

// All handles that have a protocol; given back to the firmware at the end of scope.
class HandleList {
 public:
  HandleList(const Firmware &firmware, const efi::Guid &guid) : firmware_(firmware) {
    if (firmware.boot().locate_handle_buffer(efi::kByProtocol, &guid, nullptr, &count_,
                                             &handles_) != efi::kSuccess) {
      count_ = 0;
      handles_ = nullptr;
    }
  }
  HandleList(const HandleList &) = delete;
  HandleList &operator=(const HandleList &) = delete;
  ~HandleList() {
    if (handles_ != nullptr) firmware_.boot().free_pool(handles_);
  }
  std::span<const efi::Handle> handles() const { return {handles_, count_}; }

 private:
  const Firmware &firmware_;
  efi::Handle *handles_ = nullptr;
  std::uint64_t count_ = 0;
};

}  // namespace mnet
