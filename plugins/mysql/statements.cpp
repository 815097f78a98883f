#include "statements.h"

namespace trimtab::mysql {
namespace {

/// IDENTIFIED BY takes no variable, so the statement is put together and prepared.
std::string set_password(const std::string& account) {
  return "SET @statement = CONCAT('ALTER USER " + account + " IDENTIFIED BY ', QUOTE(@password));\n" +
         "PREPARE statement FROM @statement;\nEXECUTE statement;\n";
}

std::string read_password(const std::string& value) {
  return "SET NAMES utf8mb4;\nSET SESSION sql_mode = '';\n"
         "SET @password = CONVERT(FROM_BASE64('" +
         value + "') USING utf8mb4);\n";
}

/// `_` in the name of GRANT means any character.
std::string escaped(const std::string& database) {
  std::string text;
  for (const char c : database) text += c == '_' ? std::string("\\_") : std::string(1, c);
  return text;
}

}  // namespace

std::string root_statements(Flavor flavor, const std::string& from, const std::string& password_value) {
  const std::string account = "'root'@'" + from + "'";
  std::string text = read_password(password_value);
  if (flavor == Flavor::mariadb) {
    const std::string others = " WHERE User = 'root' AND Host NOT IN ('localhost', '" + from + "');\n";
    text +=
        "DELETE FROM mysql.global_priv" + others + "DELETE FROM mysql.proxies_priv" + others + "FLUSH PRIVILEGES;\n";
  }
  text += "CREATE USER IF NOT EXISTS " + account + " ACCOUNT LOCK;\n";
  text += set_password("''root''@''" + from + "''") + set_password("''root''@''localhost''");
  text += "ALTER USER " + account + " ACCOUNT UNLOCK;\n";
  return text + "GRANT ALL PRIVILEGES ON *.* TO " + account + " WITH GRANT OPTION;\n";
}

std::string account_statements(const Account& account, const std::string& password_value) {
  const std::string encoding = " CHARACTER SET " + account.charset + " COLLATE " + account.collation + ";\n";
  std::string text = read_password(password_value);
  text += "CREATE DATABASE IF NOT EXISTS `" + account.database + "`" + encoding;
  text += "ALTER DATABASE `" + account.database + "`" + encoding;
  text += "CREATE USER IF NOT EXISTS '" + account.user + "'@'%' ACCOUNT LOCK;\n";
  text += set_password("''" + account.user + "''@''%''");
  text += "GRANT ALL PRIVILEGES ON `" + escaped(account.database) + "`.* TO '" + account.user + "'@'%';\n";
  return text + "ALTER USER '" + account.user + "'@'%' ACCOUNT UNLOCK;\n";
}

std::string client_cnf(const Access& access, const std::string& user, const std::string& password_value,
                       const std::string& database) {
  std::string text = "[client]\nprotocol = tcp\nhost = " + access.host + "\nport = " + access.port + "\n";
  text += "user = " + user + "\npassword = " + password_value + "\n";
  // Of the section of the command-line client: other programs do not know this option.
  if (!database.empty()) text += "[mysql]\ndatabase = " + database + "\n";
  return text;
}

}  // namespace trimtab::mysql
