// Writes the fuzzers' first inputs into a folder: seeds FOLDER.
#include <cstdio>
#include <string>
#include <vector>

#include "unit/http/answers.hpp"

namespace {

bool write(const std::string &path, const std::string &text) {
  std::FILE *file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  const bool whole = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && whole;
}

}  // namespace

int main(int count, char **arguments) {
  using namespace mnet::test;
  if (count != 2) return 2;
  const std::string folder = arguments[1];
  unsigned number = 0;
  for (const auto &table : {odd_framings(), odd_headers(), other_statuses(), hostile_lengths(),
                            hostile_chunks(), hostile_headers()}) {
    for (const Answer &answer : table) {
      if (answer.response.size() > 4000) continue;
      const std::string plan = {static_cast<char>(answer.end), '\x02', '\x01', '\x01'};
      const std::string path = folder + "/http_response/" + std::to_string(number++);
      if (!write(path, plan + answer.response)) return 1;
    }
  }
  number = 0;
  for (const char *url : {"http://example.org/", "http://10.0.2.2:8080/a?b#c", "http://h",
                          "http://u:p@h/", "http://[::1]/", "https://h/", "http://127.1/"}) {
    if (!write(folder + "/url/" + std::to_string(number++), url)) return 1;
  }
  // What fuzz_receive.cpp makes of bytes: segments in a row, read; with a gap; cut short by a
  // reset.
  const std::string in_order("\x46\0\0\x05\xB4", 5), ahead("\x66\x05\xB4\x05\xB4", 5);
  const std::string joined("\x46\0\0\xEA\x60", 5), damaged("\x25\0\0\x40\x01\x02\x14", 7);
  const std::string pause("\0\x07\xD0", 3), read("\x01"), reset("\x02"), few("\x23");
  number = 0;
  for (const int shape : {0, 1, 2, 3, 4, 0x44, 0x83}) {
    const std::string text = static_cast<char>(shape) + in_order + in_order + in_order + read +
                             ahead + pause + in_order + read + joined + joined + damaged + pause +
                             few + joined + read + reset + in_order + read;
    if (!write(folder + "/receive/" + std::to_string(number++), text)) return 1;
  }
  return 0;
}
