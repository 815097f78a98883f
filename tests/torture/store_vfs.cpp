#include "tests/torture/store_vfs.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "core/support/base64.h"
#include "core/support/failpoint.h"

namespace trimtab::torture {
namespace {

/// An open file: ours in front, SQLite's own behind it in the same memory.
struct ShimFile {
  sqlite3_file base;
  const char* path;
  bool journal;

  [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

ShimFile& shim(sqlite3_file* file) { return *reinterpret_cast<ShimFile*>(file); }

sqlite3_vfs* real_vfs(const sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

/// What SQLite says when the disk does.
int result_of(int number, int code) { return number == ENOSPC ? SQLITE_FULL : code; }

/// One line per change: `write PATH OFFSET BASE64`, `truncate PATH SIZE`, `sync PATH`, `delete PATH DURABLE`. Written
/// before the change is tried, which for a replay is the same as after.
class Trace {
 public:
  static const Trace& of_process() {
    static const Trace trace;
    return trace;
  }

  void note(const std::string& line) const {
    if (file_ < 0) return;
    const std::string ended = line + "\n";
    if (::write(file_, ended.data(), ended.size()) != static_cast<ssize_t>(ended.size())) std::abort();
  }
  [[nodiscard]] bool on() const { return file_ >= 0; }

 private:
  Trace() {
    if (const char* name = std::getenv("TRIMTAB_STORE_TRACE"))
      file_ = ::open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  }

  int file_ = -1;
};

int close_file(sqlite3_file* file) {
  sqlite3_file* real = shim(file).real();
  return real->pMethods == nullptr ? SQLITE_OK : real->pMethods->xClose(real);
}

int read_file(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
  if (const int number = TRIMTAB_FAILPOINT_ERRNO("state.read")) return result_of(number, SQLITE_IOERR_READ);
  sqlite3_file* real = shim(file).real();
  return real->pMethods->xRead(real, to, amount, offset);
}

int write_file(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
  ShimFile& mine = shim(file);
  if (const int number = TRIMTAB_FAILPOINT_ERRNO(mine.journal ? "state.journal_write" : "state.write"))
    return result_of(number, SQLITE_IOERR_WRITE);
  if (Trace::of_process().on()) {
    const std::string_view bytes(static_cast<const char*>(from), static_cast<std::size_t>(amount));
    Trace::of_process().note("write " + std::string(mine.path) + " " + std::to_string(offset) + " " + base64(bytes));
  }
  return mine.real()->pMethods->xWrite(mine.real(), from, amount, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  ShimFile& mine = shim(file);
  if (const int number = TRIMTAB_FAILPOINT_ERRNO("state.truncate")) return result_of(number, SQLITE_IOERR_TRUNCATE);
  Trace::of_process().note("truncate " + std::string(mine.path) + " " + std::to_string(size));
  return mine.real()->pMethods->xTruncate(mine.real(), size);
}

int sync_file(sqlite3_file* file, int flags) {
  ShimFile& mine = shim(file);
  if (const int number = TRIMTAB_FAILPOINT_ERRNO(mine.journal ? "state.journal_sync" : "state.sync"))
    return result_of(number, SQLITE_IOERR_FSYNC);
  const int result = mine.real()->pMethods->xSync(mine.real(), flags);
  if (result == SQLITE_OK) Trace::of_process().note("sync " + std::string(mine.path));
  return result;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  sqlite3_file* real = shim(file).real();
  return real->pMethods->xFileSize(real, size);
}
int lock_file(sqlite3_file* file, int level) {
  sqlite3_file* real = shim(file).real();
  return real->pMethods->xLock(real, level);
}
int unlock_file(sqlite3_file* file, int level) {
  sqlite3_file* real = shim(file).real();
  return real->pMethods->xUnlock(real, level);
}
int check_lock(sqlite3_file* file, int* held) {
  sqlite3_file* real = shim(file).real();
  return real->pMethods->xCheckReservedLock(real, held);
}
int control_file(sqlite3_file* file, int operation, void* argument) {
  sqlite3_file* real = shim(file).real();
  return real->pMethods->xFileControl(real, operation, argument);
}
int sector_size(sqlite3_file* file) {
  sqlite3_file* real = shim(file).real();
  return real->pMethods->xSectorSize(real);
}
int characteristics(sqlite3_file* file) {
  sqlite3_file* real = shim(file).real();
  return real->pMethods->xDeviceCharacteristics(real);
}

// Version 1: no shared memory, so a write-ahead log is impossible here too.
const sqlite3_io_methods methods{
    1,         close_file,  read_file,  write_file,   truncate_file, sync_file,       file_size,
    lock_file, unlock_file, check_lock, control_file, sector_size,   characteristics, nullptr,
    nullptr,   nullptr,     nullptr,    nullptr,      nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* given) {
  ShimFile& mine = shim(file);
  mine.base.pMethods = nullptr;
  mine.path = name == nullptr ? "temporary" : name;  // SQLite keeps the text for as long as the file is open
  mine.journal = (flags & SQLITE_OPEN_MAIN_JOURNAL) != 0;
  if (mine.journal) {
    if (const int number = TRIMTAB_FAILPOINT_ERRNO("state.journal_open")) return result_of(number, SQLITE_CANTOPEN);
  }
  const int result = real_vfs(vfs)->xOpen(real_vfs(vfs), name, mine.real(), flags, given);
  if (mine.real()->pMethods != nullptr) mine.base.pMethods = &methods;
  return result;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int durable) {
  if (const int number = TRIMTAB_FAILPOINT_ERRNO("state.journal_delete")) return result_of(number, SQLITE_IOERR_DELETE);
  const int result = real_vfs(vfs)->xDelete(real_vfs(vfs), name, durable);
  if (result == SQLITE_OK) Trace::of_process().note("delete " + std::string(name) + " " + std::to_string(durable));
  return result;
}

sqlite3_vfs layered(sqlite3_vfs* real) {
  sqlite3_vfs vfs = *real;  // what is not set below needs no file and goes through
  vfs.zName = "torture";
  vfs.pNext = nullptr;
  vfs.pAppData = real;
  vfs.szOsFile = static_cast<int>(sizeof(ShimFile)) + real->szOsFile;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = [](sqlite3_vfs* self, const char* name, int flags, int* result) {
    return real_vfs(self)->xAccess(real_vfs(self), name, flags, result);
  };
  vfs.xFullPathname = [](sqlite3_vfs* self, const char* name, int size, char* path) {
    return real_vfs(self)->xFullPathname(real_vfs(self), name, size, path);
  };
  return vfs;
}

}  // namespace

void use_store_vfs() {
  sqlite3_initialize();
  static sqlite3_vfs vfs = layered(sqlite3_vfs_find(nullptr));
  sqlite3_vfs_register(&vfs, 1);
}

}  // namespace trimtab::torture
