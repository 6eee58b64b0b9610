// What `on_done` asks for.
#pragma once

#include "config.hpp"

namespace downloader {

// Ends the machine; usable before and after boot services.
[[noreturn]] void end_machine(OnDone how, bool success);

}  // namespace downloader
