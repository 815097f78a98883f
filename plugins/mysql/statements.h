#pragma once

#include <string>

#include "access.h"

namespace trimtab::mysql {

/// SQL as templates of secrets: `…_value` is a reference to a password in base64, so that no password can end a
/// string. Every script may run any number of times, on MySQL and on MariaDB.

/// Read by the server at every start, before it accepts connections: root gets the password of today, and every root
/// account that the installation made for other hosts goes. `from` is where root may come from, beside localhost.
[[nodiscard]] std::string root_statements(Flavor flavor, const std::string& from, const std::string& password_value);

struct Account {
  std::string database;
  std::string user;
  std::string charset;
  std::string collation;
};

/// A database, and a user with rights on it alone.
[[nodiscard]] std::string account_statements(const Account& account, const std::string& password_value);

/// A client's option file.
[[nodiscard]] std::string client_cnf(const Access& access, const std::string& user, const std::string& password_value,
                                     const std::string& database = {});

}  // namespace trimtab::mysql
