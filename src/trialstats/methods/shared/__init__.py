"""What methods of several families work on, choose and count alike."""
