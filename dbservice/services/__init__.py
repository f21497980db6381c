"""The rules: functions over a session and many subjects; one is the set of one."""
