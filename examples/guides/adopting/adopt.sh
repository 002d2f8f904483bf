terraform query                                   # look
terraform query -generate-config-out=adopted.tf   # write resource and import blocks
terraform plan -out=adopt.tfplan                  # review: only imports
terraform apply adopt.tfplan
terraform plan -detailed-exitcode                 # 0: nothing is left to do
