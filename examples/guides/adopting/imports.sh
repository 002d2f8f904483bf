terraform apply                                   # asks, and changes nothing
terraform output -raw imports >found/imports.tf   # a folder with the same provider block
cd found
terraform init
terraform plan -generate-config-out=found.tf      # write the resource blocks, and review: only imports
sed -i.bak '/provider = openbanking/d' imports.tf # once resource blocks exist, they decide that
terraform apply
terraform plan -detailed-exitcode                 # 0: nothing is left to do
