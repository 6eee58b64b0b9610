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
  return 0;
}
