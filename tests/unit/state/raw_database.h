#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace trimtab::test {

/// The store's file as another program would open it.
class RawDatabase {
 public:
  explicit RawDatabase(const std::filesystem::path& file) { check(sqlite3_open(file.c_str(), &handle_)); }
  ~RawDatabase() { sqlite3_close(handle_); }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;

  void run(const std::string& sql) { (void)text(sql); }
  /// The first column of the first row.
  std::string text(const std::string& sql) {
    std::string found;
    const auto take = [](void* to, int, char** values, char**) {
      if (values[0] != nullptr) *static_cast<std::string*>(to) = values[0];
      return 0;
    };
    check(sqlite3_exec(handle_, sql.c_str(), take, &found, nullptr));
    return found;
  }

 private:
  void check(int code) {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle_));
  }

  sqlite3* handle_ = nullptr;
};

}  // namespace trimtab::test
