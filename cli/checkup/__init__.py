"""What `sovang doctor` looks at, one function a check; nothing here changes anything."""
