print("team b")
