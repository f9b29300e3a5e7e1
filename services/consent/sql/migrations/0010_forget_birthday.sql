-- Of an erased child nobody waits for the birthday, and the register's news of it concern nobody here.
SELECT grant_service('DELETE', 'birthdays');
