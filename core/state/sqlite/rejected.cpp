#include "core/state/sqlite/rejected.h"

#include "core/state/seal.h"
#include "core/state/sqlite/failure.h"
#include "core/state/sqlite/settings.h"

namespace trimtab {
namespace {

const std::string sum_setting = "rejections";

std::int64_t milliseconds(WallTime time) { return time.time_since_epoch().count(); }

std::uint32_t seal_of(const Rejection& rejection) {
  Seal seal;
  seal.add(rejection.digest).add(rejection.tries).add(static_cast<std::uint64_t>(milliseconds(rejection.last)));
  return seal.add(rejection.reason).value();
}

/// Few rows: read anew at each change.
std::uint64_t sum_of(const std::vector<Rejection>& rejections) {
  std::uint64_t sum = 0;
  for (const Rejection& rejection : rejections) sum += seal_of(rejection);
  return sum;
}

std::vector<Rejection> rows(Database& database) {
  std::vector<Rejection> rejections;
  auto& row = database.select("SELECT * FROM rejections ORDER BY digest");
  while (row.executeStep()) {
    Rejection rejection{std::string(text_of(row, 0)), static_cast<std::uint32_t>(number_of(row, 1)),
                        WallTime(Duration(number_of(row, 2))), std::string(text_of(row, 3))};
    if (number_of(row, 4) != seal_of(rejection)) throw Damage("a rejection does not fit its seal");
    rejections.push_back(std::move(rejection));
  }
  return rejections;
}

}  // namespace

void write_rejection(Database& database, const Rejection& rejection) {
  database.execute("INSERT OR REPLACE INTO rejections VALUES(?1, ?2, ?3, ?4, ?5)", rejection.digest, rejection.tries,
                   milliseconds(rejection.last), rejection.reason, seal_of(rejection));
  set_setting(database, sum_setting, sum_of(rows(database)));
}

void forget_rejections(Database& database) {
  database.execute("DELETE FROM rejections");
  set_setting(database, sum_setting, std::uint64_t{0});
}

std::vector<Rejection> rejected(Database& database) {
  auto rejections = rows(database);
  if (sum_of(rejections) != number_setting(database, sum_setting)) throw Damage("rejections are missing");
  return rejections;
}

}  // namespace trimtab
